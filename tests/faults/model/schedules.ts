import type { Allowance } from '../../../src/limits/allowance.ts';
import { type Fault, FAULTS, ModelWorld } from '../../support/model-world.ts';
import { randomFrom } from '../../support/random.ts';
import type { Way } from '../browser-session.ts';

/** The injections into one purchase with the model wallet: the points at which the worker is stopped, and the faults of requests. */
export interface Schedule {
  readonly way: Way;
  readonly kills: readonly number[];
  readonly faults: Readonly<Record<number, Fault>>;
}

/** Number of schedules by result. `defects` names those with a wrong result. */
export interface Tally {
  readonly paid: number;
  readonly told: number;
  readonly double: number;
  readonly lost: number;
  readonly stuck: number;
  readonly defects: readonly string[];
}

export const EMPTY: Tally = { paid: 0, told: 0, double: 0, lost: 0, stuck: 0, defects: [] };

const WAYS: readonly Way[] = ['consent', 'allowance'];
/** More requests than a purchase with two faults makes. */
const CALLS = 14;
/** More points than a purchase has. */
const POINTS = 200;
const FAULTY_CALLS = 40;
const MAX_STOPS = 5;
/** Milliseconds after which no request is in transit any more. */
const SETTLE_MS = 10 * 60_000;

/** Each fault at each request alone, and every pair of faults at every pair of requests, in both ways of consent. */
export function* pairs(): Generator<Schedule> {
  const injections = Array.from({ length: CALLS }, (_, call) => FAULTS.map((fault) => ({ call, fault }))).flat();
  for (const way of WAYS)
    for (const [at, one] of injections.entries()) {
      yield { way, kills: [], faults: { [one.call]: one.fault } };
      const others = injections.slice(at + 1).filter(({ call }) => call !== one.call);
      for (const other of others) yield { way, kills: [], faults: { [one.call]: one.fault, [other.call]: other.fault } };
    }
}

/** A random schedule of stops and faults, determined by the seed. */
export function randomSchedule(seed: number): Schedule {
  const random = randomFrom(seed);
  const kills = Array.from({ length: random(MAX_STOPS + 1) }, () => random(POINTS));
  const faults: Record<number, Fault> = {};
  const faulty = random(FAULTY_CALLS + 1);
  for (let call = 0; call < faulty; call += 1) if (random(2) === 0) faults[call] = FAULTS[random(FAULTS.length)] ?? 'none';
  return { way: WAYS[random(2)] ?? 'consent', kills, faults };
}

/** Runs a schedule and classifies its result by the model wallet's ledger. */
export async function runSchedule(schedule: Schedule, tally: Tally): Promise<Tally> {
  const { way, kills, faults } = schedule;
  const world = new ModelWorld({ killAt: new Set(kills), faultAt: (call) => faults[call] ?? 'none' });
  if (way === 'allowance') world.allowance = allowanceAt(world.clock.now());
  const ended = await world.live(1_000);
  world.clock.advance(SETTLE_MS);
  const verdict = verdictOf(world, ended);
  const isSound = verdict === 'paid' || verdict === 'told';
  const defects = isSound ? tally.defects : [...tally.defects, `${verdict}: ${JSON.stringify(schedule)}`];
  return { ...tally, [verdict]: tally[verdict] + 1, defects };
}

type Verdict = Exclude<keyof Tally, 'defects'>;

function verdictOf({ wallet, payments }: ModelWorld, ended: number | undefined): Verdict {
  const completed = payments.filter(({ state }) => state === 'completed').length;
  if (wallet.paid > 1) return 'double';
  if (ended === undefined) return 'stuck';
  // Exactly the paid payments must be reported as completed.
  if (completed !== wallet.paid) return 'lost';
  return completed === 1 ? 'paid' : 'told';
}

function allowanceAt(askedAt: number): Allowance {
  const limit = { value: 1_000_000n, assetCode: 'USD', assetScale: 2 };
  return { id: 'allowance:1', walletId: 'wallet', state: 'active', limit, period: 'month', granted: limit, askedAt };
}
