import { parseArgs } from 'node:util';
import { type Run, runCampaign } from '../../tests/faults/campaign.ts';
import { moments } from '../../tests/faults/moments.ts';
import { ensureBuild } from '../build/extension.ts';
import { ensureChromium } from '../lib/chromium.ts';
import { Problem } from '../lib/problem.ts';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string' } } });
  const names = values.only?.split(',');
  const unknown = (names ?? []).filter((name) => !moments.some((moment) => moment.name === name));
  if (unknown.length > 0)
    throw new Problem(`There is no moment ${unknown.join(', ')}. There are: ${moments.map(({ name }) => name).join(', ')}.`);
  ensureChromium();
  const { dir } = await ensureBuild('production');

  // The undisturbed purchase says what one costs.
  const chosen = moments.filter(({ name, kind }) => kind === 'never' || (names ?? [name]).includes(name));
  const runs = await runCampaign(dir, chosen, (run) => console.log(line(run)));
  const price = runs[0]?.debit ?? 0n;
  const disturbed = runs.slice(1);
  const count = (holds: (run: Run) => boolean) => disturbed.filter(holds).length;
  const counts = {
    runs: disturbed.length,
    killed: count(({ killed }) => killed),
    paid: count(({ outcome, debit }) => outcome === 'Paid' && debit === price),
    /** More than one payment, or more than one price. */
    double: count(({ payments, debit }) => payments > 1 || debit > price),
    /** Money gone and the shop does not know, or the shop gave goods for nothing. */
    lost: count(({ outcome, debit }) => debit > 0n !== (outcome === 'Paid')),
    stuck: count(({ outcome }) => outcome === undefined),
  };
  console.log(JSON.stringify(counts));
  const sound = runs[0]?.outcome === 'Paid' && counts.double === 0 && counts.lost === 0 && counts.stuck === 0;
  return sound ? 0 : 1;
}

function line({ moment, killed, outcome, screen, debit, payments, ms }: Run): string {
  const seconds = `${(ms / 1_000).toFixed(1)} s`.padStart(7);
  return `${moment.padEnd(16)}${seconds}  ${killed ? 'killed' : '      '}  debit ${debit}, payments ${payments}, shop: ${outcome ?? `says nothing (${screen})`}`;
}
