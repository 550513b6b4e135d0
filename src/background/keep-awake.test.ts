import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const calls = vi.hoisted(() => ({ count: 0 }));
vi.mock('../platform/browser.ts', () => ({
  browser: { runtime: { getPlatformInfo: () => Promise.resolve(void (calls.count += 1)) } },
}));

import { KeepAwake } from './keep-awake.ts';

/** Chromium stops a worker this long after its last call. */
const REST = 30_000;

beforeEach(() => {
  calls.count = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** How often the browser was called in each 30 s from now on. */
async function callsPerRest(times: number): Promise<number[]> {
  const counts: number[] = [];
  for (let time = 0; time < times; time++) {
    const before = calls.count;
    await vi.advanceTimersByTimeAsync(REST);
    counts.push(calls.count - before);
  }
  return counts;
}

describe('a worker that awaits an answer', () => {
  it('is awake from the request on until the answer is there, and no longer', async () => {
    const awake = new KeepAwake();
    let answer: (text: string) => void = () => undefined;
    const awaited = awake.during(new Promise<string>((resolve) => (answer = resolve)));
    // The last event may be as long ago as the worker may rest.
    expect(calls.count).toBe(1);
    for (const count of await callsPerRest(2)) expect(count).toBeGreaterThan(0);
    answer('here');
    expect(await awaited).toBe('here');
    expect(await callsPerRest(2)).toEqual([0, 0]);
  });

  it('is awake until the last of several answers, and also rests after a failure', async () => {
    const awake = new KeepAwake();
    let fail: (error: Error) => void = () => undefined;
    const first = awake.during(Promise.resolve(1));
    const second = awake.during(new Promise<never>((_resolve, reject) => (fail = reject)));
    expect(await first).toBe(1);
    expect((await callsPerRest(1))[0]).toBeGreaterThan(0);
    fail(new Error('no answer'));
    await expect(second).rejects.toThrow('no answer');
    expect(await callsPerRest(1)).toEqual([0]);
  });

  it('stays awake for a payment that is on its way', async () => {
    const awake = new KeepAwake();
    awake.set('payment', true);
    await awake.during(Promise.resolve());
    expect((await callsPerRest(1))[0]).toBeGreaterThan(0);
    awake.set('payment', false);
    expect(await callsPerRest(1)).toEqual([0]);
  });
});
