import { describe, expect, test } from 'vitest';
import { HastyClock, ScriptedReceiver, type Script } from '../../tests/support/scripted-receiver.ts';
import { systemClock } from './clock.ts';
import { FrameType } from './frames.ts';
import { deliver, type DeliverOptions, probeRate, UplinkError } from './index.ts';

/** 10,000 for at most 100,000, at 0.9 or better. */
const to = (receiver: ScriptedReceiver): DeliverOptions => ({
  uplink: receiver,
  credentials: receiver.credentials,
  amount: 10_000n,
  maxSourceAmount: 100_000n,
  minRate: { numerator: 9n, denominator: 10n },
  expiresAt: Date.now() + 600_000,
  signal: new AbortController().signal,
});

async function pay(script: Script, more: Partial<DeliverOptions> = {}) {
  const receiver = new ScriptedReceiver(script);
  const clock = new HastyClock();
  const delivery = await deliver({ ...to(receiver), expiresAt: clock.now() + 600_000, clock, ...more });
  expect(receiver.received).toBeLessThanOrEqual(more.amount ?? 10_000n);
  expect(delivery.delivered).toBeLessThanOrEqual(receiver.received);
  expect(receiver.received).toBeLessThanOrEqual(delivery.delivered + (delivery.uncertain?.delivered ?? 0n));
  expect(receiver.sent).toBeLessThanOrEqual(delivery.sent + (delivery.uncertain?.sent ?? 0n));
  return { receiver, delivery, clock };
}

const never = () => new Promise<never>(() => undefined);
const complete = { outcome: 'complete', delivered: 10_000n };

describe('packets that are too large (F08)', () => {
  test('are as large as the reply says', async () => {
    const { delivery, receiver } = await pay({ maxPacketAmount: 1_000n });
    expect(delivery).toMatchObject(complete);
    expect(Math.max(...receiver.paying.map(({ source }) => Number(source)))).toBe(1_000);
  });

  test('are halved where it does not', async () => {
    const { delivery } = await pay({ maxPacketAmount: 700n, tellsMaximum: false });
    expect(delivery).toMatchObject(complete);
  });

  test('a limit of nothing ends it', async () => {
    const { delivery } = await pay({ reject: ({ pays }) => (pays ? 'F08' : undefined) });
    expect(delivery).toMatchObject({ outcome: 'nothing', reason: { kind: 'refused', code: 'F08' } });
  });
});

describe('temporary failures', () => {
  test.each(['T00', 'T01', 'T03', 'T04', 'T05', 'R00', 'R02'])('%s: waits, and tries again', async (code) => {
    const { delivery, clock } = await pay({
      maxPacketAmount: 1_000n,
      reject: ({ pays, index }) => (pays && index % 3 === 0 ? code : undefined),
    });
    expect(delivery).toMatchObject(complete);
    expect(clock.pauses.length).toBeGreaterThan(0);
  });

  test('that does not pass ends it, after longer and longer pauses', async () => {
    const { delivery, clock } = await pay({ reject: ({ pays }) => (pays ? 'T04' : undefined) });
    expect(delivery).toMatchObject({ outcome: 'nothing', reason: { kind: 'unavailable', code: 'T04' } });
    expect(clock.pauses.slice(0, 7)).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000]);
  });

  test('before a rate is known', async () => {
    const { delivery } = await pay({ reject: ({ index, pays }) => (!pays && index < 7 ? 'T03' : undefined) });
    expect(delivery).toMatchObject(complete);
    const dead = await pay({ reject: () => 'T01' });
    expect(dead.delivery).toMatchObject({ outcome: 'nothing', reason: { kind: 'no-rate', code: 'T01' } });
  });
});

test.each(['F00', 'F02', 'F06', 'F99'])('%s ends it', async (code) => {
  const { delivery, receiver } = await pay({
    maxPacketAmount: 1_000n,
    reject: ({ pays, index }) => (pays && index >= 3 ? code : undefined),
  });
  expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'refused', code } });
  expect(receiver.received).toBe(delivery.delivered);
  expect(delivery).not.toHaveProperty('uncertain');
});

describe('limits', () => {
  test('nothing is sent below the least rate', async () => {
    const { delivery, receiver } = await pay({ rate: { numerator: 8n, denominator: 10n } });
    expect(delivery).toMatchObject({ outcome: 'nothing', reason: { kind: 'rate-too-low' } });
    expect(receiver.paying).toEqual([]);
  });

  test('every packet carries the least rate, and a rate that falls meanwhile is not taken', async () => {
    const script: Script = { maxPacketAmount: 1_000n, reject: ({ index, pays }) => (pays && index === 4 ? drop() : undefined) };
    const receiver = new ScriptedReceiver(script);
    const drop = () => {
      receiver.rate = { numerator: 1n, denominator: 2n };
      return undefined;
    };
    const delivery = await deliver(to(receiver));
    expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'rate-too-low' } });
    expect(receiver.paying.every(({ source, least }) => least >= (source * 9n) / 10n)).toBe(true);
    expect(receiver.received * 10n).toBeGreaterThanOrEqual(receiver.sent * 9n);
  });

  test('what may be sent', async () => {
    const script: Script = { maxPacketAmount: 1_000n };
    expect((await pay(script, { maxSourceAmount: 9_999n })).delivery).toMatchObject({
      outcome: 'nothing',
      reason: { kind: 'source-limit' },
    });
    expect((await pay(script, { maxSourceAmount: 10_000n })).delivery).toMatchObject({ ...complete, sent: 10_000n });
  });

  test('what the receiver takes', async () => {
    for (const maxPacketAmount of [300n, 1_000n, 100_000n]) {
      const { delivery, receiver } = await pay({ maxPacketAmount, receiveMax: 4_321n });
      expect(delivery).toMatchObject({ outcome: 'partial', delivered: 4_321n, reason: { kind: 'receiver-full' } });
      expect(receiver.paying.every(({ target }) => target <= 4_321n)).toBe(true);
    }
  });

  test('a rate that rises meanwhile brings no more than the amount', async () => {
    const receiver = new ScriptedReceiver({
      maxPacketAmount: 1_000n,
      reject: ({ index, pays }) => (pays && index === 3 ? rise() : undefined),
    });
    const rise = () => {
      receiver.rate = { numerator: 1_009n, denominator: 1_000n };
      return undefined;
    };
    const delivery = await deliver(to(receiver));
    expect(delivery).toMatchObject(complete);
    expect(receiver.received).toBe(10_000n);
  });

  test('a coarse account that cannot bring the last units leaves them', async () => {
    const rate = { numerator: 35n, denominator: 2n };
    const { delivery } = await pay({ rate }, { amount: 100n });
    expect(delivery).toMatchObject({ outcome: 'partial', delivered: 87n, reason: { kind: 'indivisible' } });
  });

  test('the deadline', async () => {
    const late = await pay({}, { expiresAt: 0 });
    expect(late.delivery).toMatchObject({ outcome: 'nothing', reason: { kind: 'expired' } });
    expect(late.receiver.seen).toEqual([]);
    const clock = new HastyClock();
    const reject: Script['reject'] = ({ pays, index }) => {
      if (!pays || index < 3) return undefined;
      clock.advance(600_000);
      return 'T05';
    };
    const { delivery } = await pay({ maxPacketAmount: 1_000n, reject }, { clock });
    expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'expired' } });
  });

  test('a signal stops it, and what is under way is still counted', async () => {
    const stop = new AbortController();
    const script: Script = { maxPacketAmount: 100n, reject: ({ pays, index }) => (pays && index === 5 ? halt() : undefined) };
    const halt = () => {
      stop.abort();
      return undefined;
    };
    const { delivery, receiver } = await pay(script, { signal: stop.signal });
    expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'aborted' }, delivered: receiver.received });
    expect(delivery).not.toHaveProperty('uncertain');
  });
});

describe('a packet whose result is unknown', () => {
  const lost: [string, NonNullable<Script['tamper']>][] = [
    ['the uplink breaks', () => Promise.reject(new UplinkError('unreachable', { isUnsent: false }))],
    ['the uplink throws anything', () => Promise.reject(new Error('boom'))],
    ['noise', () => Uint8Array.of(1, 2, 3)],
    ['a cut reply', (reply) => reply.slice(0, 20)],
    ['the fulfillment of something else', (reply) => reply.map((byte, at) => (at === 6 ? byte ^ 1 : byte))],
  ];

  test.each(lost)('%s: counted as possible, never sent again', async (_name, tamper) => {
    const only: Script['tamper'] = (reply, packet) => (packet.pays ? tamper(reply, packet) : reply);
    const { delivery, receiver } = await pay({ tamper: only });
    expect(delivery).toMatchObject({ outcome: 'nothing', sent: 0n, reason: { kind: 'unknown-result' } });
    expect(delivery.uncertain).toEqual({ sent: 10_000n, delivered: 10_000n });
    expect(receiver.paying).toHaveLength(1);
  });

  test('no answer until after its end', async () => {
    const clock = new HastyClock();
    const tamper: Script['tamper'] = (reply, { pays }) => {
      if (!pays) return reply;
      setImmediate(() => clock.expire());
      return never();
    };
    const { delivery } = await pay({ tamper }, { clock });
    expect(delivery).toMatchObject({ outcome: 'nothing', uncertain: { sent: 10_000n, delivered: 10_000n } });
  });

  test('one of many: the others count, and no more are sent', async () => {
    const tamper: Script['tamper'] = (reply, { pays, index }) => (pays && index === 3 ? Uint8Array.of(0) : reply);
    const { delivery, receiver } = await pay({ maxPacketAmount: 1_000n, tamper });
    expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'unknown-result' }, uncertain: { sent: 1_000n } });
    expect(receiver.received).toBe(delivery.delivered + 1_000n);
  });

  test('a packet that never left is not in doubt', async () => {
    const tamper: Script['tamper'] = (reply, { pays }) => {
      if (pays) throw new UplinkError('closed', { isUnsent: true });
      return reply;
    };
    const receiver = new ScriptedReceiver({ tamper });
    const options = { uplink: receiver, credentials: receiver.credentials, amount: 5n, maxSourceAmount: 9n, clock: new HastyClock() };
    const signal = new AbortController().signal;
    const minRate = { numerator: 1n, denominator: 1n };
    const delivery = await deliver({ ...options, minRate, expiresAt: 2_000_000_000_000, signal });
    expect(delivery).toMatchObject({ outcome: 'nothing', reason: { kind: 'uplink' } });
    expect(delivery).not.toHaveProperty('uncertain');
  });

  test('a right fulfillment with changed words: paid, and at least the least arrived', async () => {
    const tamper: Script['tamper'] = (reply, { pays, index }) =>
      pays && index === 0 ? reply.map((byte, at) => (at === reply.length - 1 ? byte ^ 1 : byte)) : reply;
    const { delivery } = await pay({ maxPacketAmount: 1_000n, tamper });
    expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'unknown-result' } });
    expect(delivery.uncertain?.sent).toBe(0n);
    expect(delivery.uncertain?.delivered).toBeGreaterThan(0n);
  });
});

describe('the caller', () => {
  test('hears of every packet, and packets are never further ahead of it than a hundred and a window', async () => {
    const totals: bigint[] = [];
    let [ahead, running, atOnce] = [0, 0, 0];
    const receiver = new ScriptedReceiver({ maxPacketAmount: 100n });
    const delivery = await deliver({
      ...to(receiver),
      amount: 50_000n,
      onProgress: async ({ delivered: soFar }) => {
        running += 1;
        atOnce = Math.max(atOnce, running);
        const isFar = () => receiver.paying.length > 150;
        for (let turn = 0; turn < 20_000 && totals.length === 0 && !isFar(); turn += 1)
          await new Promise((resolve) => setImmediate(resolve));
        const prepared = receiver.paying.reduce((sum, { source }) => sum + source, 0n);
        ahead = Math.max(ahead, Number(prepared - (totals.at(-1) ?? 0n)) / 100);
        totals.push(soFar);
        running -= 1;
      },
    });
    expect(delivery.outcome).toBe('complete');
    expect(totals.length).toBeLessThan(receiver.paying.length);
    expect(atOnce).toBe(1);
    expect(totals).toEqual(totals.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(totals.at(-1)).toBe(50_000n);
    expect(ahead).toBeLessThanOrEqual(120);
  });

  test('that cannot write it down stops it', async () => {
    const { delivery } = await pay({ maxPacketAmount: 500n }, { onProgress: () => Promise.reject(new Error('disk full')) });
    expect(delivery).toMatchObject({ outcome: 'partial', reason: { kind: 'journal' } });
  });
});

test('several packets are under way', async () => {
  const slowly: Script['tamper'] = async (reply) => {
    await new Promise((resolve) => setImmediate(resolve));
    return reply;
  };
  const { receiver } = await pay({ maxPacketAmount: 100n, tamper: slowly });
  expect(receiver.mostUnderway).toBeGreaterThan(5);
});

test('says goodbye, and never where it lives', async () => {
  const { receiver } = await pay({ maxPacketAmount: 1_000n }, { clock: systemClock, expiresAt: Date.now() + 60_000 });
  const types = new Set(receiver.seen.flatMap(({ frames }) => frames.map(({ type }) => type)));
  expect(receiver.seen.at(-1)?.frames).toMatchObject([{ type: FrameType.connectionClose, errorCode: 1 }]);
  expect(types.has(FrameType.connectionAssetDetails)).toBe(false);
  expect(receiver.seen.at(-1)?.pays).toBe(false);
});

test('does not wait for an answer to its goodbye', async () => {
  const clock = new HastyClock();
  const tamper: Script['tamper'] = (reply, { frames }) => (frames.some(({ type }) => type === FrameType.connectionClose) ? never() : reply);
  const { delivery, receiver } = await pay({ tamper }, { clock });
  expect(delivery.outcome).toBe('complete');
  expect(receiver.underway).toBe(1);
  expect(clock.pauses).toEqual([]);
});

describe('a probe', () => {
  const probe = (script: Script, amount?: bigint) => {
    const receiver = new ScriptedReceiver(script);
    const { credentials } = receiver;
    const signal = new AbortController().signal;
    return {
      receiver,
      probing: probeRate({ uplink: receiver, credentials, signal, clock: new HastyClock(), ...(amount === undefined ? {} : { amount }) }),
    };
  };

  test('knows rate, largest packet and limit, and pays nothing', async () => {
    const { receiver, probing } = probe(
      { rate: { numerator: 35n, denominator: 2n }, maxPacketAmount: 2_500_000n, receiveMax: 777n },
      140_000n,
    );
    const found = await probing;
    expect(found).toMatchObject({ maxPacketAmount: 2_500_000n, receiverRoom: 777n });
    expect(Number(found.lower.numerator) / Number(found.lower.denominator)).toBe(17.5);
    expect(Number(found.upper.numerator) / Number(found.upper.denominator)).toBeCloseTo(17.5, 5);
    expect(found.samples).toContainEqual({ source: 8_000n, target: 140_000n });
    expect(receiver.received).toBe(0n);
    expect(receiver.paying).toEqual([]);
  });

  test('fails with the last word of the path', async () => {
    await expect(probe({ reject: () => 'F02' }).probing).rejects.toMatchObject({ name: 'ProbeFailed', code: 'F02' });
    await expect(probe({ tamper: () => Uint8Array.of(1) }).probing).rejects.toMatchObject({ name: 'ProbeFailed', code: undefined });
  });
});
