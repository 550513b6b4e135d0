import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageAnswer, PageCall } from '../messages/bridge.ts';
import { Showing } from './showing.ts';

class FakePort {
  readonly sent: unknown[] = [];
  readonly #hear: ((message: unknown) => void)[] = [];
  readonly #drop: (() => void)[] = [];
  closed = false;
  readonly onMessage = { addListener: (listener: (message: unknown) => void) => void this.#hear.push(listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#drop.push(listener) };
  readonly postMessage = (message: unknown) => void this.sent.push(message);
  readonly disconnect = () => {
    this.closed = true;
  };
  say(message: unknown): void {
    for (const listener of this.#hear) listener(message);
  }
  die(): void {
    for (const listener of this.#drop) listener();
  }
}

let ports: FakePort[];
let verdict: () => Promise<void>;
let tab: EventTarget & { visibilityState: string };
/** What `document.open()` would call. */
let reopened: Set<(records: readonly object[]) => void>;

beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
  verdict = () => Promise.reject(new DOMException('', 'NotSupportedError'));
  tab = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', tab);
  vi.stubGlobal('navigator', { userActivation: { isActive: true } });
  vi.stubGlobal(
    'PaymentRequest',
    class {
      show = () => verdict();
    },
  );
  vi.stubGlobal('addEventListener', vi.fn());
  vi.stubGlobal('removeEventListener', vi.fn());
  reopened = new Set();
  vi.stubGlobal(
    'MutationObserver',
    class {
      readonly #callback: (records: readonly object[]) => void;
      constructor(callback: (records: readonly object[]) => void) {
        this.#callback = callback;
      }
      observe(): void {
        reopened.add(this.#callback);
      }
      disconnect(): void {
        reopened.delete(this.#callback);
      }
    },
  );
  const connect = () => {
    const port = new FakePort();
    ports.push(port);
    return port;
  };
  vi.stubGlobal('chrome', { runtime: { connect } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type ShowCall = Extract<PageCall, { type: 'show' }>;

const call = (more: Partial<ShowCall> = {}): ShowCall => ({
  type: 'show',
  show: 1,
  requestId: 'o-1',
  methodName: 'interledger',
  data: '{"incomingPayment":"https://w.test/1"}',
  details: { total: { currency: 'usd', value: '1' }, items: { length: 0 } },
  pending: false,
  hasOthers: false,
  ...more,
});

async function started(more: Partial<ShowCall> = {}) {
  const answers: PageAnswer[] = [];
  const showing = new Showing(call(more), (answer) => answers.push(answer));
  await showing.start();
  return { showing, answers };
}

const message = {
  type: 'show',
  requestId: 'o-1',
  methodName: 'interledger',
  data: { incomingPayment: 'https://w.test/1' },
  details: { total: { currency: 'USD', value: '1' }, items: [] },
  pending: false,
};

test('connects before the browser has answered, speaks after', async () => {
  const answers: PageAnswer[] = [];
  const starting = new Showing(call({ data: undefined }), (answer) => answers.push(answer)).start();
  expect(ports.map(({ sent }) => sent)).toEqual([[]]);
  await starting;
  expect(ports.map(({ sent }) => sent)).toEqual([[{ ...message, data: null }]]);
});

test('refused: the worker hears nothing, the connection ends', async () => {
  verdict = () => Promise.reject(new DOMException('', 'SecurityError'));
  const { showing, answers } = await started();
  expect(answers).toMatchObject([{ type: 'refused', name: 'SecurityError' }]);
  expect([ports[0]?.sent, ports[0]?.closed, showing.isOver]).toEqual([[], true, true]);
});

test('details that settle before the browser has answered are in the first message, and no update follows', async () => {
  let answer: () => void = () => undefined;
  verdict = () => new Promise((_, reject) => (answer = () => reject(new DOMException('', 'NotSupportedError'))));
  const showing = new Showing(call({ pending: true }), () => undefined);
  const starting = showing.start();
  showing.hear({ type: 'update', show: 1, details: { total: { currency: 'usd', value: '2' }, items: { length: 0 } } });
  answer();
  await starting;
  await vi.advanceTimersByTimeAsync(20_000);
  const details = { total: { currency: 'USD', value: '2' }, items: [] };
  expect([ports.map(({ sent }) => sent), showing.isOver]).toEqual([[[{ ...message, details }]], false]);
});

test('a connection lost before the browser has answered is made again, and the first message is no second one', async () => {
  let answer: () => void = () => undefined;
  verdict = () => new Promise((_, reject) => (answer = () => reject(new DOMException('', 'NotSupportedError'))));
  const starting = new Showing(call(), () => undefined).start();
  ports[0]?.die();
  answer();
  await starting;
  await vi.advanceTimersByTimeAsync(1000);
  expect(ports.map(({ sent }) => sent)).toEqual([[], [message]]);
});

test('a dead worker is asked again with everything, longer and longer, and at last no more', async () => {
  const { showing, answers } = await started();
  const pauses: number[] = [];
  while (!showing.isOver) {
    const before = Date.now();
    ports.at(-1)?.die();
    const count = ports.length;
    while (ports.length === count && !showing.isOver) await vi.advanceTimersByTimeAsync(10);
    if (!showing.isOver) pauses.push(Date.now() - before);
  }
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000, 5000]);
  expect(ports.slice(1).every(({ sent }) => JSON.stringify(sent) === JSON.stringify([{ ...message, again: true }]))).toBe(true);
  expect(answers).toMatchObject([{ type: 'error', name: 'OperationError' }]);
});

test('a worker that lives a while and then sleeps is woken for ever', async () => {
  const { showing } = await started();
  for (let nap = 0; nap < 40; nap++) {
    await vi.advanceTimersByTimeAsync(30_000);
    ports.at(-1)?.die();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect([ports.length, showing.isOver]).toEqual([41, false]);
});

test('new details and a wish to abort are told to the next worker', async () => {
  const { showing, answers } = await started({ pending: true });
  const details = { total: { currency: 'eur', value: '2' }, items: { length: 0 } };
  ports[0]?.die();
  showing.hear({ type: 'update', show: 1, details });
  showing.hear({ type: 'abort', show: 1 });
  await vi.advanceTimersByTimeAsync(60);
  const updated = { total: { currency: 'EUR', value: '2' }, items: [] };
  expect(ports[1]?.sent).toEqual([{ ...message, details: updated, again: true }, { type: 'update', details: updated }, { type: 'abort' }]);
  ports[1]?.say({ type: 'aborted', done: false });
  expect([answers, showing.isOver]).toEqual([[{ type: 'aborted', done: false }], false]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(showing.isOver).toBe(false);
});

test('a promise of details that stays open ends the payment', async () => {
  const { answers } = await started({ pending: true });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(answers).toMatchObject([{ type: 'error', name: 'AbortError' }]);
  expect([ports[0]?.sent.at(-1), ports[0]?.closed]).toEqual([{ type: 'abort' }, true]);
});

test('after the answer the connection stays for complete(), and is not made again', async () => {
  const { showing, answers } = await started();
  ports[0]?.say({ type: 'response', methodName: 'interledger', details: {} });
  expect([answers.length, ports[0]?.closed]).toEqual([1, false]);
  showing.hear({ type: 'complete', show: 1, result: 'success' });
  expect([ports[0]?.sent.at(-1), ports[0]?.closed, showing.isOver]).toEqual([{ type: 'complete', result: 'success' }, true, true]);

  const second = await started();
  ports[1]?.say({ type: 'response', methodName: 'interledger', details: {} });
  ports[1]?.die();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([ports.length, second.answers.length, second.showing.isOver]).toEqual([2, 1, true]);
});

test('an extension that is gone is said to be gone', async () => {
  const { answers } = await started();
  vi.stubGlobal('chrome', {
    runtime: {
      connect: () => {
        throw new Error('Extension context invalidated.');
      },
    },
  });
  ports[0]?.die();
  await vi.advanceTimersByTimeAsync(60);
  expect(answers).toMatchObject([
    { type: 'error', name: 'OperationError', message: expect.stringContaining('updated or removed') as string },
  ]);
});

test('other methods that the browser can pay with are told as soon as they are known, and to every next worker', async () => {
  const { showing } = await started();
  showing.hear({ type: 'others', show: 1 });
  expect(ports[0]?.sent.slice(1)).toEqual([{ type: 'others' }]);
  ports[0]?.die();
  await vi.advanceTimersByTimeAsync(60);
  expect(ports[1]?.sent).toEqual([{ ...message, others: true, again: true }]);
});

test('a hand-over waits until the tab is seen, also without the worker, and keeps the connection for what becomes of it', async () => {
  const { showing, answers } = await started();
  showing.hear({ type: 'others', show: 1 });
  tab.visibilityState = 'hidden';
  ports[0]?.say({ type: 'hand-over' });
  tab.dispatchEvent(new Event('visibilitychange'));
  expect(answers).toEqual([]);
  tab.visibilityState = 'visible';
  tab.dispatchEvent(new Event('visibilitychange'));
  tab.dispatchEvent(new Event('visibilitychange'));
  expect(answers).toEqual([{ type: 'hand-over' }]);
  expect(ports[0]?.closed).toBe(false);
  showing.hear({ type: 'handed-over', show: 1, isAllowed: false });
  expect([ports[0]?.sent.at(-1), ports[0]?.closed, showing.isOver]).toEqual([{ type: 'blocked' }, false, false]);
  ports[0]?.die();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ports).toHaveLength(1);
});

test('a hand-over that the browser allowed ends the connection', async () => {
  const { showing } = await started();
  showing.hear({ type: 'others', show: 1 });
  ports[0]?.say({ type: 'hand-over' });
  showing.hear({ type: 'handed-over', show: 1, isAllowed: true });
  expect([ports[0]?.sent.at(-1), ports[0]?.closed, showing.isOver]).toEqual([{ type: 'others' }, true, true]);
});

test('an abort comes before a hand-over that still waits for the tab', async () => {
  const { showing, answers } = await started();
  showing.hear({ type: 'others', show: 1 });
  tab.visibilityState = 'hidden';
  ports[0]?.say({ type: 'hand-over' });
  showing.hear({ type: 'abort', show: 1 });
  tab.visibilityState = 'visible';
  tab.dispatchEvent(new Event('visibilitychange'));
  expect(answers).toEqual([{ type: 'aborted', done: true }]);
});

test('a page without other methods is not handed over: it hears that the payment was cancelled', async () => {
  const { answers } = await started();
  ports[0]?.say({ type: 'hand-over' });
  expect(answers).toMatchObject([{ type: 'error', name: 'AbortError' }]);
});

test('a page that writes itself anew is handed over all the same, once', async () => {
  const { showing, answers } = await started();
  const reopen = () => {
    for (const callback of reopened) callback([{ removedNodes: [{}] }]);
  };
  showing.hear({ type: 'others', show: 1 });
  tab.visibilityState = 'hidden';
  const added = vi.spyOn(tab, 'addEventListener');
  ports[0]?.say({ type: 'hand-over' });
  reopen();
  expect(added).toHaveBeenCalledTimes(2);
  tab.visibilityState = 'visible';
  tab.dispatchEvent(new Event('visibilitychange'));
  reopen();
  tab.dispatchEvent(new Event('visibilitychange'));
  expect(added).toHaveBeenCalledTimes(2);
  expect(answers).toEqual([{ type: 'hand-over' }]);
});

test('a page that writes itself anew is listened to as before, until the payment is over', async () => {
  const { showing, answers } = await started();
  const leaving = () => vi.mocked(addEventListener).mock.calls.filter(([type]) => type === 'pagehide');
  expect(leaving()).toHaveLength(1);
  for (const callback of reopened) callback([{ removedNodes: [] }]);
  expect(leaving(), 'a comment was added').toHaveLength(1);
  for (const callback of reopened) callback([{ removedNodes: [{}] }]);
  expect(leaving()).toHaveLength(2);
  ports[0]?.say({ type: 'error', name: 'AbortError', message: 'The payment was cancelled.' });
  expect(answers).toHaveLength(1);
  expect(showing.isOver).toBe(true);
  expect(reopened.size).toBe(0);
});
