import { parseArgs } from 'node:util';
import { type BrowserPart, runCampaign } from '../../tests/faults/campaign.ts';
import { count, type Judged } from '../../tests/faults/verdict.ts';
import { ensureBuild } from '../build/extension.ts';
import { ensureChromium } from '../lib/chromium.ts';
import { Problem } from '../lib/problem.ts';

const IN_BROWSER = ['moments', 'writes', 'random', 'faults'] as const satisfies readonly BrowserPart[];
const PARTS: readonly string[] = [...IN_BROWSER];

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
    },
  });
  const parts = new Set(values.only?.split(',') ?? PARTS);
  const unknown = [...parts].filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) throw new Problem(`There is no part ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);
  const seed = wholeNumber('--seed', values.seed);
  const runs = values.runs === undefined ? undefined : wholeNumber('--runs', values.runs);
  const size = values.short ? { runs: 12, faultRuns: 6 } : { runs, faultRuns: undefined };

  const started = Date.now();
  const inBrowser = new Set(IN_BROWSER.filter((part) => parts.has(part)));
  const judged = inBrowser.size > 0 ? await inBrowsers(inBrowser, { ...size, seed }) : [];
  const counts = { ...count(judged), seed, seconds: Math.round((Date.now() - started) / 1_000) };
  console.log(JSON.stringify(counts));
  return counts.double + counts.lost + counts.stuck > 0 ? 1 : 0;
}

async function inBrowsers(
  parts: ReadonlySet<BrowserPart>,
  size: { readonly runs: number | undefined; readonly faultRuns: number | undefined; readonly seed: number },
): Promise<Judged[]> {
  ensureChromium();
  const { dir: extension } = await ensureBuild('production');
  return runCampaign({ extension, parts, ...size, onRun: (judged) => console.log(line(judged)) });
}

function line({ run, verdict, isKilled }: Judged): string {
  const { plan, deaths, hasStruck, recoveryMs, end, truth } = run;
  const came = deaths.length > 0 ? (isKilled ? `killed${deaths.length > 1 ? ' twice' : ''}` : 'not proven') : hasStruck ? 'struck' : '';
  const place = `${plan.way.padEnd(10)}${plan.name.padEnd(64)}${came.padEnd(14)}`;
  const isDefect = verdict !== 'paid' && verdict !== 'told';
  const facts = isDefect
    ? `  debit ${truth.debit}, payments ${truth.payments}, ${end.kind}: ${end.words}`
    : verdict === 'told'
      ? `  ${end.words}`
      : '';
  return `${place}${verdict.padEnd(7)}${`${(recoveryMs / 1_000).toFixed(1)} s`.padStart(7)}${facts}`;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Problem(`${name} is a whole number, not ${text}.`);
  return Number(text);
}
