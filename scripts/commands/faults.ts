import { parseArgs } from 'node:util';
import { type BrowserPart, runCampaign, runOrderCampaign } from '../../tests/faults/campaign.ts';
import { type Lifetime, runLifetimes } from '../../tests/faults/lifetime.ts';
import { runPairs, runSchedules } from '../../tests/faults/model/pool.ts';
import { EMPTY, type Tally } from '../../tests/faults/model/schedules.ts';
import { count, type Judged } from '../../tests/faults/verdict.ts';
import { ensureBuild } from '../build/extension.ts';
import { announceChromium } from '../lib/chromium.ts';
import { Problem } from '../lib/problem.ts';

const IN_BROWSER = ['moments', 'writes', 'random', 'faults'] as const satisfies readonly BrowserPart[];
const PARTS: readonly string[] = [...IN_BROWSER, 'opencharge', 'pairs', 'schedules', 'lifetime'];
const SHORT_PARTS: readonly string[] = [...IN_BROWSER, 'opencharge', 'schedules'];

interface Size {
  readonly runs: number | undefined;
  readonly faultRuns: number | undefined;
  readonly orderRuns: number;
  readonly schedules: number;
}

const SHORT: Size = { runs: 12, faultRuns: 6, orderRuns: 8, schedules: 1_000 };
/** Some stops are planned at requests that are not always made: more runs than the kills that are wanted. */
const ORDER_RUNS = 260;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      runs: { type: 'string' },
      schedules: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
    },
  });
  const parts = new Set(values.only?.split(',') ?? (values.short ? SHORT_PARTS : PARTS));
  const unknown = [...parts].filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) throw new Problem(`There is no part ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);
  const seed = wholeNumber('--seed', values.seed);
  const runs = values.runs === undefined ? undefined : wholeNumber('--runs', values.runs);
  const full: Size = { runs, faultRuns: undefined, orderRuns: runs ?? ORDER_RUNS, schedules: wholeNumber('--schedules', values.schedules) };
  const counts = await runParts(parts, values.short ? SHORT : full, seed);
  // Read by people and by machines: it stands alone on the last line.
  console.log(JSON.stringify(counts));
  return counts.double + counts.lost + counts.stuck > 0 ? 1 : 0;
}

async function runParts(parts: ReadonlySet<string>, { runs, faultRuns, orderRuns, schedules }: Size, seed: number) {
  const started = Date.now();
  const inBrowser = new Set(IN_BROWSER.filter((part) => parts.has(part)));
  const extension = inBrowser.size > 0 || parts.has('opencharge') || parts.has('lifetime') ? await built() : '';
  const options = { extension, parts: inBrowser, runs, faultRuns, seed, onRun: (judged: Judged) => console.log(line(judged)) };
  const { proven: _none, ...browser } = count(inBrowser.size > 0 ? await runCampaign(options) : []);
  const orders = count(parts.has('opencharge') ? await runOrderCampaign({ ...options, runs: orderRuns }) : []);
  const lifetimes = parts.has('lifetime') ? await runLifetimes(extension) : [];
  for (const lifetime of lifetimes) console.log(lifetimeLine(lifetime));
  const pairs = parts.has('pairs') ? await runPairs() : EMPTY;
  const random = parts.has('schedules') ? await runSchedules(schedules, seed) : EMPTY;
  for (const defect of [...pairs.defects, ...random.defects]) console.log(defect);
  const scenes = (verdict: string) => lifetimes.filter((lifetime) => lifetime.verdict === verdict).length;
  return {
    ...browser,
    double: browser.double + orders.double + pairs.double + random.double + scenes('double'),
    lost: browser.lost + orders.lost + pairs.lost + random.lost + scenes('lost'),
    // A worker that never sleeps is a defect of its own.
    stuck:
      browser.stuck +
      orders.stuck +
      pairs.stuck +
      random.stuck +
      scenes('stuck') +
      lifetimes.filter((scene) => scene.asleepAfterMs === undefined).length,
    openChargeRuns: orders.runs,
    openChargeKilled: orders.killed,
    openChargePaid: orders.paid,
    openChargeProven: orders.proven,
    openChargeSlowestRecoveryMs: orders.slowestRecoveryMs,
    pairs: sum(pairs),
    pairsPaid: pairs.paid,
    schedules: sum(random),
    schedulesPaid: random.paid,
    lifetimes: lifetimes.map(({ verdict, watchedMs, awakeMs, recoveryMs, asleepAfterMs }) => ({
      verdict,
      watchedMs,
      awakeMs,
      recoveryMs,
      asleepAfterMs,
    })),
    seed,
    seconds: Math.round((Date.now() - started) / 1_000),
  };
}

async function built(): Promise<string> {
  announceChromium();
  const { dir } = await ensureBuild('production');
  return dir;
}

function sum({ paid, told, double, lost, stuck }: Tally): number {
  return paid + told + double + lost + stuck;
}

function lifetimeLine({ name, verdict, watchedMs, awakeMs, recoveryMs, asleepAfterMs }: Lifetime): string {
  const slept = asleepAfterMs === undefined ? 'did not sleep' : `asleep ${seconds(asleepAfterMs)} after the end`;
  return `${name.padEnd(74)}${verdict.padEnd(7)}awake ${seconds(awakeMs)} of ${seconds(watchedMs)}, ended ${seconds(recoveryMs)} later, ${slept}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function line({ run, verdict, isKilled }: Judged): string {
  const { plan, stops, hasHappened, recoveryMs, end, truth } = run;
  const came = stops.length > 0 ? (isKilled ? `killed${stops.length > 1 ? ' twice' : ''}` : 'not proven') : hasHappened ? 'struck' : '';
  const place = `${plan.way.padEnd(10)}${plan.name.padEnd(64)}${came.padEnd(14)}`;
  const isDefect = verdict !== 'paid' && verdict !== 'told';
  const facts = isDefect
    ? `  debit ${truth.debit}, payments ${truth.payments}, ${end.kind}: ${end.words}`
    : verdict === 'told'
      ? `  ${end.words}`
      : '';
  return `${place}${verdict.padEnd(7)}${seconds(recoveryMs).padStart(7)}${facts}`;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Problem(`${name} is a whole number, not ${text}.`);
  return Number(text);
}
