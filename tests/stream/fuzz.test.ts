import { expect, test } from 'vitest';
import { deliver, type Delivery, probeRate, type RateProbe, UplinkError } from '../../src/stream/index.ts';
import { HastyClock, ScriptedReceiver, type Script } from '../support/scripted-receiver.ts';

const PAYMENTS = 10_000;
const AT_ONCE = 100;

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const FULFILL = 13;

/** A path that damages some of what comes back: never turning a payment into a reject, as that hop would pay for it itself. */
function damaged(random: (below: number) => number, clock: HastyClock): Script {
  const earlier: Uint8Array<ArrayBuffer>[] = [];
  const rate = [
    { numerator: 1n, denominator: 1n },
    { numerator: 9n, denominator: 10n },
    { numerator: 35n, denominator: 2n },
    { numerator: 1n, denominator: 3n },
  ][random(4)];
  const tamper: Script['tamper'] = async (reply) => {
    const kind = random(12);
    const old = earlier[random(Math.max(1, earlier.length))];
    if (reply[0] === FULFILL) earlier.push(reply);
    const at = 1 + random(reply.length - 1);
    switch (kind) {
      case 0:
        return reply.map((byte, index) => (index === at ? byte ^ (1 << random(8)) : byte));
      case 1:
        return reply.slice(0, at);
      case 2:
        return old ?? reply;
      case 3:
        setImmediate(() => clock.expire());
        return await new Promise<never>(() => undefined);
      case 4:
        for (let turn = random(5); turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
        return reply;
      case 5:
        return reply[0] === FULFILL ? reply.map((byte, index) => (index >= 2 && index < 40 ? random(256) : byte)) : reply;
      case 6:
        throw new UplinkError('unreachable', { isUnsent: false });
      default:
        return reply;
    }
  };
  const codes = ['T00', 'T04', 'T05', 'R00', 'F08', 'F02'];
  const reject: Script['reject'] = () => (random(8) === 0 ? codes[random(codes.length)] : undefined);
  const maxPacketAmount = random(2) === 0 ? BigInt(400 + random(2_000)) : undefined;
  return { ...(rate ? { rate } : {}), tamper, reject, ...(maxPacketAmount === undefined ? {} : { maxPacketAmount }) };
}

interface Books {
  readonly receiver: ScriptedReceiver;
  readonly delivery: Delivery;
  readonly amount: bigint;
  readonly maxSourceAmount: bigint;
  readonly reported: bigint;
}

function checkBooks(seed: string, { receiver, delivery, amount, maxSourceAmount, reported }: Books): void {
  const { outcome, sent, delivered, uncertain, reason } = delivery;
  const where = `${seed}: ${outcome}, ${reason?.kind}`;
  // Never more than was asked for, on either side.
  expect(receiver.received <= amount, where).toBe(true);
  expect(receiver.sent <= maxSourceAmount, where).toBe(true);
  // Never counted what was not fulfilled, and nothing fulfilled that is in neither figure.
  expect(delivered <= receiver.received, where).toBe(true);
  expect(sent <= receiver.sent, where).toBe(true);
  expect(receiver.received <= delivered + (uncertain?.delivered ?? 0n), where).toBe(true);
  expect(receiver.sent <= sent + (uncertain?.sent ?? 0n), where).toBe(true);
  expect(reported, where).toBe(delivered);
  expect(outcome === 'complete', where).toBe(delivered === amount && !uncertain);
}

async function honestProbe(script: Script): Promise<RateProbe> {
  const { rate } = script;
  const receiver = new ScriptedReceiver(rate ? { rate } : {});
  const signal = new AbortController().signal;
  return await probeRate({ uplink: receiver, credentials: receiver.credentials, signal, clock: new HastyClock() });
}

test(`${PAYMENTS} payments over a path that damages what comes back`, { timeout: 900_000 }, async () => {
  const probes = new Map<string, Promise<RateProbe>>();
  const outcomes = new Map<string, number>();
  const payment = async (seed: number) => {
    const random = randomFrom(seed);
    const clock = new HastyClock();
    const script = damaged(random, clock);
    const receiver = new ScriptedReceiver(script);
    const name = `${script.rate?.numerator}/${script.rate?.denominator}`;
    const probe = probes.get(name) ?? honestProbe(script);
    probes.set(name, probe);
    const amount = BigInt(1 + random(3_000));
    const maxSourceAmount = BigInt(1 + random(12_000));
    let reported = 0n;
    const delivery = await deliver({
      uplink: receiver,
      credentials: receiver.credentials,
      amount,
      maxSourceAmount,
      minRate: { numerator: script.rate?.numerator ?? 1n, denominator: (script.rate?.denominator ?? 1n) * 2n },
      expiresAt: clock.now() + 3_600_000,
      signal: new AbortController().signal,
      clock,
      onProgress: ({ delivered }) => {
        reported = delivered;
      },
      ...(random(50) === 0 ? {} : { probe: await probe }),
    });
    checkBooks(`seed ${seed}`, { receiver, delivery, amount, maxSourceAmount, reported });
    const { outcome } = delivery;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  for (let seed = 0; seed < PAYMENTS; seed += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => payment(seed + at)));
  }
  // The path is bad, not dead: every way to end has to be seen.
  for (const outcome of ['complete', 'partial', 'nothing']) expect(outcomes.get(outcome) ?? 0).toBeGreaterThan(500);
});
