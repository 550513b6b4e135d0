import { parseArgs } from 'node:util';
import { startWorld, type World } from '../../demo/world.ts';
import { allowance } from '../../tests/benchmarks/allowance.ts';
import { damage } from '../../tests/benchmarks/damage.ts';
import { type Figures, rounded } from '../../tests/benchmarks/figures.ts';
import { fuzzed } from '../../tests/benchmarks/fuzz.ts';
import { hop } from '../../tests/benchmarks/hop.ts';
import { longHistory } from '../../tests/benchmarks/long-history.ts';
import { orders } from '../../tests/benchmarks/orders.ts';
import { overspends } from '../../tests/benchmarks/overspends.ts';
import { pageCost } from '../../tests/benchmarks/page-cost.ts';
import { parse } from '../../tests/benchmarks/parse.ts';
import { payCreated } from '../../tests/benchmarks/pay-created.ts';
import { payables } from '../../tests/benchmarks/payables.ts';
import { purchases, requestsInSeries } from '../../tests/benchmarks/purchases.ts';
import { push } from '../../tests/benchmarks/push.ts';
import { sheetOpen } from '../../tests/benchmarks/sheet-open.ts';
import { sheetPaint } from '../../tests/benchmarks/sheet-paint.ts';
import { sizes } from '../../tests/benchmarks/sizes.ts';
import { sources } from '../../tests/benchmarks/sources.ts';
import { stream } from '../../tests/benchmarks/stream.ts';
import { workerReply } from '../../tests/benchmarks/worker-reply.ts';
import { TenderBrowser } from '../../tests/e2e/fixtures/tender-browser.ts';
import { ensureBuild } from '../build/extension.ts';
import { announceChromium } from '../lib/chromium.ts';
import { Problem } from '../lib/problem.ts';

type Part = (extension: string, runs: number, seed: number) => Promise<Figures>;

const parts: Readonly<Record<string, Part>> = {
  sizes: (extension) => Promise.resolve(sizes(extension)),
  sources: () => Promise.resolve(sources()),
  page: (extension, runs) => withWorld((world) => pageCost(world, extension, runs)),
  payables: (extension, runs) => withWorld((world) => payables(world, extension, runs)),
  worker: (extension, runs) => withWorld((world) => workerReply(world, extension, runs)),
  sheet: (extension, runs) => withBrowser(extension, (browser) => sheetPaint(browser, runs)),
  'sheet-open': sheetOpen,
  purchase: async (extension, runs) => ({ ...(await purchases(extension, runs)), ...(await requestsInSeries(extension)) }),
  allowance,
  'pay-created': payCreated,
  'long-history': longHistory,
  orders: (extension, runs) => withBrowser(extension, (browser) => orders(browser, runs)),
  overspends: (_extension, _runs, seed) => overspends(seed),
  stream: (_extension, runs) => stream(runs),
  push,
  parse: (_extension, runs) => parse(runs),
  damage: (_extension, _runs, seed) => damage(seed),
  fuzz: (extension, _runs, seed) => fuzzed(extension, seed),
  hop: (_extension, runs) => hop(runs),
};

/** Installs packages of its own: only when it is named. */
const ON_DEMAND: ReadonlySet<string> = new Set(['hop']);

/** Figures of which any is a failure. */
const FAILURES = ['hopMismatches'];

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, runs: { type: 'string', default: '9' }, seed: { type: 'string', default: '1' } },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Problem(`--runs takes a whole number from 1 on, not "${values.runs}".`);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Problem(`--seed takes a whole number, not "${values.seed}".`);
  const names = values.only?.split(',') ?? Object.keys(parts).filter((name) => !ON_DEMAND.has(name));
  announceChromium();
  const { dir } = await ensureBuild('production');

  const figures: Record<string, number> = {};
  for (const name of names) {
    const part = parts[name];
    if (!part) throw new Problem(`There is no part ${name}. There are: ${Object.keys(parts).join(', ')}.`);
    console.log(name);
    for (const [figure, value] of Object.entries(await part(dir, runs, seed))) {
      figures[figure] = rounded(value);
      console.log(`  ${figure.padEnd(38)}${String(figures[figure]).padStart(10)}`);
    }
  }
  console.log(JSON.stringify(figures));
  return FAILURES.some((name) => (figures[name] ?? 0) > 0) ? 1 : 0;
}

async function withWorld<Result>(work: (world: World) => Promise<Result>): Promise<Result> {
  const world = await startWorld();
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

async function withBrowser<Result>(extension: string, work: (browser: TenderBrowser) => Promise<Result>): Promise<Result> {
  const world = await startWorld();
  const browser = await TenderBrowser.start({ extension, world });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    await world.close();
  }
}
