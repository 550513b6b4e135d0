import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../support/random.ts';
import { type BrowserSession, openBrowserSession, type Way } from './browser-session.ts';
import { WorkerRuns } from './worker-runs.ts';
import { callsIn, faults, type Flow, moments, type Plan, type Random, randomPlan, untilProven, writes } from './plans.ts';
import { abortedRun, type Run, runOne } from './run.ts';
import { MERCHANT, type Seller, SHOP } from './sellers.ts';
import type { Write } from './trap.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { isKilled, type Judged, type Verdict, verdictOf, withProof } from './verdict.ts';

export type BrowserPart = Exclude<Plan['part'], 'opencharge'>;

export interface CampaignOptions {
  readonly extension: string;
  readonly parts: ReadonlySet<BrowserPart>;
  /** Number of runs with a stopped worker. By default each request and each write once, and some at random. */
  readonly runs: number | undefined;
  /** Number of runs with a fault. By default each fault at each request once. */
  readonly faultRuns: number | undefined;
  readonly seed: number;
  readonly onRun: (judged: Judged) => void;
}

const WAYS: readonly Way[] = ['consent', 'allowance'];
/** Number of purchases for which the demo customer's allowance and balance are sufficient, without the undisturbed ones. */
const RUNS_PER_SESSION = 40;
const FEW_AT_RANDOM = 20;

/** A browser session and all runs of its worker. */
interface CampaignSession {
  readonly session: BrowserSession;
  readonly workerRuns: WorkerRuns;
}

/** Runs purchases in real browsers, two concurrently, with an injection in each. The same seed gives the same plans in the same order. */
export async function runCampaign(options: CampaignOptions): Promise<Judged[]> {
  return await runPlans({ ...options, seller: SHOP, plansFor: (flows) => plansFor(options, flows) });
}

/** The same at the merchant that signs its orders, with stops only from when an order is paid until its proof is stored. */
export async function runOrderCampaign(options: Omit<CampaignOptions, 'parts' | 'faultRuns'>): Promise<Judged[]> {
  const random = randomFrom(options.seed);
  const roundOf = (flows: readonly Flow[]) => shuffled(flows.flatMap(untilProven), random);
  return await runPlans({ ...options, seller: MERCHANT, plansFor: (flows) => repeated(() => roundOf(flows), options.runs) });
}

interface PlannedCampaign extends Pick<CampaignOptions, 'extension' | 'onRun'> {
  readonly seller: Seller;
  readonly plansFor: (flows: readonly Flow[]) => Plan[];
}

async function runPlans(options: PlannedCampaign): Promise<Judged[]> {
  const { seller } = options;
  const grounds: CampaignSession[] = [];
  const open = async (way: Way): Promise<CampaignSession> => {
    const session = await openBrowserSession({ extension: options.extension, way, patienceMs: PATIENCE_MS });
    const campaignSession = { session, workerRuns: await WorkerRuns.watch(session.devTools, session.origin) };
    grounds.push(campaignSession);
    return campaignSession;
  };
  try {
    const first = await Promise.all(WAYS.map(open));
    const flows = await Promise.all(first.map((ground) => record(ground, seller)));
    const plans = options.plansFor(flows);
    const batches = WAYS.flatMap((way) => inBatches(plans.filter((plan) => plan.way === way)));
    const all: Judged[] = [];
    const next = async (): Promise<void> => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        const way = batch[0]?.way ?? 'consent';
        const at = first.findIndex(({ session }) => session.way === way);
        const ready = first.splice(at, at < 0 ? 0 : 1)[0];
        try {
          const campaignSession = ready ?? (await open(way));
          all.push(...(await runBatch(batch, campaignSession, options)));
          await campaignSession.session.close();
        } catch (error) {
          const judged: Judged = { run: abortedRun(undisturbed(way), error), verdict: 'stuck', isKilled: false };
          options.onRun(judged);
          all.push(judged);
        }
      }
    };
    await Promise.all(WAYS.map(next));
    return all;
  } finally {
    await Promise.all(grounds.map(({ session }) => session.close()));
  }
}

/** Records the requests and writes that two purchases have in common. An earlier purchase leaves a stored token for them. */
async function record({ session, workerRuns }: CampaignSession, seller: Seller): Promise<Flow> {
  const { way } = session;
  const seen: Write[] = [];
  workerRuns.onWrite = ({ label, nth }) => seen.push({ label, nth });
  const once = async () => {
    await workerRuns.setTrap(undefined);
    seen.length = 0;
    await runOne(undisturbed(way), session, workerRuns, seller);
    // Grants are revoked after the shop has confirmed the order.
    await sleep(500);
    return { calls: callsIn(session.world.requests.all()), writes: [...seen] };
  };
  await once();
  const [one, other] = [await once(), await once()];
  return { way, calls: alike(one.calls, other.calls), writes: alike(one.writes, other.writes) };
}

function alike<T>(some: readonly T[], others: readonly T[]): T[] {
  const known = new Set(others.map((other) => JSON.stringify(other)));
  return some.filter((item) => known.has(JSON.stringify(item)));
}

function plansFor({ parts, runs, faultRuns, seed }: CampaignOptions, flows: readonly Flow[]): Plan[] {
  const random = randomFrom(seed);
  const stops = stopsFor(parts, runs, flows, random);
  const injected = parts.has('faults') ? shuffled(flows.flatMap(faults), random).slice(0, faultRuns) : [];
  return shuffled([...stops, ...injected], random);
}

/** All requests and writes in turn, with random stops in between, up to the number of runs. */
function stopsFor(parts: CampaignOptions['parts'], runs: number | undefined, flows: readonly Flow[], random: Random): Plan[] {
  const round = () => [
    ...(parts.has('moments') ? flows.flatMap((flow) => moments(flow, random)) : []),
    ...(parts.has('writes') ? flows.flatMap(writes) : []),
    ...(parts.has('random') ? Array.from({ length: FEW_AT_RANDOM }, (_, at) => randomPlan(WAYS[at % 2] ?? 'consent', random)) : []),
  ];
  return repeated(() => shuffled(round(), random), runs);
}

/** Rounds until there are enough; one round without a number. */
function repeated(round: () => Plan[], runs: number | undefined): Plan[] {
  const plans = round();
  if (runs === undefined || plans.length === 0) return plans;
  while (plans.length < runs) plans.push(...round());
  return plans.slice(0, runs);
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const placed = items.map((item) => ({ item, place: random(2 ** 31) }));
  return placed.toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}

function inBatches(plans: readonly Plan[]): Plan[][] {
  const count = Math.ceil(plans.length / RUNS_PER_SESSION);
  const size = Math.ceil(plans.length / Math.max(1, count));
  return Array.from({ length: count }, (_, at) => plans.slice(at * size, (at + 1) * size));
}

/** The undisturbed purchases before and after give the price and show that the worker works and is another run. */
async function runBatch(
  plans: readonly Plan[],
  { session, workerRuns }: CampaignSession,
  { seller, onRun }: PlannedCampaign,
): Promise<Judged[]> {
  const buy = (plan: Plan) => runOne(plan, session, workerRuns, seller);
  const first = await buy(undisturbed(session.way));
  const price = first.truth.debit;
  if (first.end.kind !== 'paid' || price === 0n) throw new Error(`an undisturbed purchase failed: ${first.end.words}`);
  const runs: Run[] = [first];
  for (const plan of plans) runs.push(await buy(plan).catch((error: unknown) => abortedRun(plan, error)));
  runs.push(await buy(undisturbed(session.way)));
  const breaches = await seller.breachesIn(session.world);
  if (breaches.length > 0) throw new Error(`the ledgers do not balance: ${breaches.join('; ')}`);
  const proven = await seller.provenOrders?.(session);
  return runs.map((run) => {
    const isProven = proven?.has(run.order);
    const judged: Judged = {
      run,
      verdict: withProof(finalVerdict(run, price, session), isProven),
      isKilled: isKilled(run, workerRuns),
      ...(isProven === undefined ? {} : { isProven }),
    };
    onRun(judged);
    return judged;
  });
}

/** Also counts a payment that arrives after the run has ended. */
function finalVerdict(run: Run, price: bigint, { world }: BrowserSession): Verdict {
  const verdict = verdictOf(run, price);
  const payments = world.ledger.paymentsInto(run.truth.incomingPayment);
  if (payments > 1) return 'double';
  if (run.plan.injection.kind === 'none' && verdict !== 'paid') return 'lost';
  return payments === run.truth.payments ? verdict : 'lost';
}

function undisturbed(way: Way): Plan {
  return { part: 'moments', name: 'undisturbed', way, injection: { kind: 'none' } };
}
