import { describe, expect, it, vi } from 'vitest';
import { ModelWorld } from '../../../tests/support/model-world.ts';
import { settle } from '../../../tests/support/virtual-clock.ts';
import type { Intent } from '../../model/intent.ts';

vi.mock('../../platform/browser.ts', () => ({ browser: { runtime: { id: 'tender' } } }));
const { Checkout } = await import('./checkout.ts');
const { pageSource } = await import('../../background/senders.ts');
const { PortConnection } = await import('../port-connection.ts');

/** A page's port with what the browser says of its document, and what the page hears. */
function page(origin = 'https://shop.example', documentId = 'doc', tab = { id: 1 }) {
  const heard: { type: string; name?: string }[] = [];
  let say: (message: unknown) => void = () => undefined;
  let leave: () => void = () => undefined;
  const port = {
    sender: { id: 'tender', origin, frameId: 0, documentId, tab },
    postMessage: (message: { type: string }) => void heard.push(message),
    onMessage: { addListener: (listener: (message: unknown) => void) => void (say = listener) },
    onDisconnect: { addListener: (listener: () => void) => void (leave = listener) },
  };
  // Only these parts of a port are used.
  const line = new PortConnection(port as unknown as ConstructorParameters<typeof PortConnection>[0]);
  return { line, heard, say: (message: unknown) => say(message), leave: () => leave() };
}

const details = { total: { currency: 'USD', value: '10.00' }, items: [] };
const show = (target = 'https://payee.example/incoming-payments/1', more: object = {}) => ({
  type: 'show',
  requestId: 'order-1',
  methodName: 'interledger',
  data: { incomingPayment: target },
  details,
  pending: false,
  ...more,
});

function desk() {
  const world = new ModelWorld();
  const opened: unknown[] = [];
  /** When the user is back at the page's tab; at once unless a test says otherwise. */
  const front = { reached: Promise.resolve() };
  const broughtBack: { tabId: number | undefined; isWanted: () => boolean }[] = [];
  const checkout = new Checkout(
    world.engine,
    world.rails,
    {
      open: (tabId) => void opened.push(tabId),
      bringBack: (tabId, isWanted) => void broughtBack.push({ tabId, isWanted }),
      untilTabIsActive: () => front.reached,
      refresh: () => undefined,
    },
    pageSource,
  );
  world.onChange = (payment) => checkout.changed(payment);
  const arrive = async (from: ReturnType<typeof page>, message: unknown) => {
    checkout.connect(from.line);
    from.say(message);
    await settle();
  };
  return { world, checkout, opened, broughtBack, front, arrive };
}

describe('a page', () => {
  it('has its sheet opened, and hears nothing until there is something to hear', async () => {
    const { world, opened, arrive } = desk();
    const shop = page();
    await arrive(shop, show());
    expect(opened).toHaveLength(1);
    expect(shop.heard).toEqual([]);
    await world.engine.decline(world.payments[0]?.id ?? '');
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'AbortError' }]);
  });

  it('of another shop hears AbortError while one is shown, and the one in the way is brought to the front', async () => {
    const { opened, arrive } = desk();
    await arrive(page(), show());
    const other = page('https://other.example', 'doc 2', { id: 2 });
    await arrive(other, show('https://payee.example/incoming-payments/2', { requestId: 'order-2' }));
    expect(other.heard).toMatchObject([{ type: 'error', name: 'AbortError' }]);
    expect(opened).toEqual([1, 1]);
  });

  it('of another shop hears AbortError while the user is back at the wallet, which has refused the allowance', async () => {
    const { checkout, world, arrive } = desk();
    await arrive(page(), show());
    const [payment] = world.payments;
    if (!payment) throw new Error('nothing was asked');
    checkout.changed({ ...payment, state: 'submitting' });
    checkout.changed({ ...payment, state: 'approved', allowanceRefusal: { code: 'right-revoked', params: {} } });
    const other = page('https://other.example', 'doc 2', { id: 2 });
    await arrive(other, show('https://payee.example/incoming-payments/2', { requestId: 'order-2' }));
    expect(other.heard).toMatchObject([{ type: 'error', name: 'AbortError' }]);
  });

  it('of another origin is not told of a payment that it did not start', async () => {
    const { arrive } = desk();
    await arrive(page(), show());
    const other = page('https://other.example', 'doc 2');
    await arrive(other, show());
    expect(other.heard).toMatchObject([
      { type: 'error', name: 'OperationError', message: 'The payment could not be made. No money was moved.' },
    ]);
  });

  it('that leaves before the approval ends its payment and holds nobody up', async () => {
    const { world, arrive } = desk();
    const shop = page();
    await arrive(shop, show());
    shop.leave();
    await settle();
    expect(world.payments[0]?.state).toBe('declined');
    const next = page('https://other.example', 'doc 2');
    await arrive(next, show('https://payee.example/incoming-payments/2'));
    expect(next.heard).toEqual([]);
  });

  it.each([
    ['soon', 1_000, [{ tabId: 1 }]],
    ['later', 6_000, []],
  ])(
    'that comes back %s after the worker died attaches: no second payment, a sheet only in place of one that may never have come',
    async (_, ms, sheets) => {
      const { world, opened, broughtBack, arrive } = desk();
      await arrive(page(), show());
      vi.setSystemTime((world.payments[0]?.createdAt ?? 0) + ms);
      await arrive(page(), show(undefined, { again: true }));
      vi.useRealTimers();
      expect(world.payments).toHaveLength(1);
      expect(opened).toEqual([1]);
      expect(broughtBack).toMatchObject(sheets);
      expect(broughtBack).toHaveLength(sheets.length);
      expect(broughtBack.every(({ isWanted }) => isWanted())).toBe(true);
      await world.engine.decline(world.payments[0]?.id ?? '');
      expect(broughtBack.some(({ isWanted }) => isWanted())).toBe(false);
    },
  );

  it('that comes back to a declined payment hears of it, and nothing is asked anew', async () => {
    const { world, opened, arrive } = desk();
    await arrive(page(), show());
    await world.engine.decline(world.payments[0]?.id ?? '');
    const back = page();
    await arrive(back, show(undefined, { again: true }));
    expect(back.heard).toMatchObject([{ type: 'error', name: 'AbortError' }]);
    expect(world.payments).toHaveLength(1);
    expect(opened).toHaveLength(1);
  });

  it('goes along to the next try, and can still abort it', async () => {
    const { world, checkout, arrive } = desk();
    const shop = page();
    await arrive(shop, show());
    const first = world.payments[0]?.id ?? '';
    const { endBeforeSubmission } = await import('../../engine/engine-context.ts');
    const { TenderError } = await import('../../model/errors.ts');
    await endBeforeSubmission(world.context, first, new TenderError('unreachable'));
    await settle();
    expect(shop.heard).toEqual([]);
    const next = await world.engine.retry(first);
    if (next) checkout.follow(first, next);
    await settle();
    shop.say({ type: 'abort' });
    await settle();
    expect(shop.heard).toMatchObject([
      { type: 'error', name: 'AbortError' },
      { type: 'aborted', done: true },
    ]);
    expect(world.rows.get(next?.id ?? '')?.state).toBe('declined');
  });

  it('whose promise settles with nonsense hears TypeError, and its payment ends', async () => {
    const { world, arrive } = desk();
    const shop = page();
    await arrive(shop, show(undefined, { pending: true }));
    shop.say({ type: 'update', details: { total: { currency: 'USD', value: 'ten' }, items: [] } });
    await settle();
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'TypeError' }]);
    expect(world.payments[0]?.state).toBe('declined');
  });

  it('hears that nobody knows, when a payment has been unsure for long', async () => {
    const { world, checkout, arrive } = desk();
    const shop = page();
    await arrive(shop, show());
    const [payment] = world.payments;
    if (payment) checkout.tellUnsure([{ ...payment, state: 'unsure', approval: { digest: 'd', at: Date.now() - 10 * 60_000 } }]);
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'OperationError' }]);
  });
});

/** A world in which a page's first payment has failed before anything was approved, with its sheet offering another try. */
async function failedDesk(code: 'unreachable' | 'quote-expired' | 'paid-in-part' = 'unreachable') {
  const made = desk();
  const shop = page();
  await made.arrive(shop, show());
  const first = made.world.payments[0]?.id ?? '';
  const { endBeforeSubmission } = await import('../../engine/engine-context.ts');
  const { TenderError } = await import('../../model/errors.ts');
  await endBeforeSubmission(made.world.context, first, new TenderError(code));
  await settle();
  const other = page('https://other.example', 'doc 2', { id: 2 });
  const askElsewhere = () => made.arrive(other, show('https://payee.example/incoming-payments/2', { requestId: 'order-2' }));
  return { ...made, shop, first, other, askElsewhere };
}

describe('a payment that failed before it was approved', () => {
  it.each(['unreachable', 'quote-expired'] as const)('(%s) can be aborted, and then holds nobody up', async (code) => {
    const { world, shop, first, other, askElsewhere, checkout } = await failedDesk(code);
    expect(shop.heard).toEqual([]);
    shop.say({ type: 'abort' });
    await settle();
    expect(shop.heard).toEqual([{ type: 'aborted', done: true }]);
    expect(checkout.isAwaited(first)).toBe(false);
    expect(world.rows.get(first)?.seenAt).toBeDefined();
    await askElsewhere();
    expect(other.heard).toEqual([]);
    expect(world.payments).toHaveLength(2);
  });

  it('makes way for what is asked for next, and its page hears how it ended', async () => {
    const { world, shop, first, other, askElsewhere } = await failedDesk();
    await askElsewhere();
    expect(other.heard).toEqual([]);
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'OperationError' }]);
    expect(world.rows.get(first)?.seenAt).toBeDefined();
  });

  it('makes way for a new show() of the same order', async () => {
    const { world, shop, arrive } = await failedDesk();
    const again = page();
    await arrive(again, show(undefined, { requestId: 'order-1b' }));
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'OperationError' }]);
    expect(again.heard).toEqual([]);
    await world.engine.decline(world.payments.find(({ state }) => state !== 'failed')?.id ?? '');
    expect(again.heard).toMatchObject([{ type: 'error', name: 'AbortError' }]);
  });

  it('of a worker that died can be aborted in the next one', async () => {
    const { world, first } = await failedDesk();
    const next = new Checkout(
      world.engine,
      world.rails,
      {
        open: vi.fn(),
        bringBack: vi.fn(),
        untilTabIsActive: () => Promise.resolve(),
        refresh: vi.fn(),
      },
      pageSource,
    );
    world.onChange = (payment) => next.changed(payment);
    next.expectPages([]);
    const back = page();
    next.connect(back.line);
    back.say(show(undefined, { again: true }));
    back.say({ type: 'abort' });
    await settle();
    expect(back.heard).toEqual([{ type: 'aborted', done: true }]);
    expect(next.isAwaited(first)).toBe(false);
  });

  it('of somebody who brought it holds no page up', async () => {
    const { world, checkout, arrive } = desk();
    const rail = [...world.rails.keys()][0] ?? '';
    const target = 'https://payee.example/incoming-payments/1';
    await checkout.bring({
      requestId: target,
      source: { kind: 'user', via: 'typed' },
      request: { rail, kind: 'incomingPayment', target },
      items: [],
      pending: false,
    });
    await settle();
    const { endBeforeSubmission } = await import('../../engine/engine-context.ts');
    const { TenderError } = await import('../../model/errors.ts');
    await endBeforeSubmission(world.context, world.payments[0]?.id ?? '', new TenderError('unreachable'));
    const shop = page();
    await arrive(shop, show('https://payee.example/incoming-payments/2'));
    expect(shop.heard).toEqual([]);
    expect(world.payments).toHaveLength(2);
  });

  it('whose page leaves while the next try is being written leaves no try behind', async () => {
    const { world, checkout, shop, first } = await failedDesk();
    const next = await world.engine.retry(first);
    shop.leave();
    await settle();
    if (next) checkout.follow(first, next);
    await settle();
    expect(world.rows.get(next?.id ?? '')?.state).toBe('declined');
  });
});

describe('a payment of which a part arrived', () => {
  it('says so to the page that aborts it, holds nobody up, and stays in the sheet', async () => {
    const { world, shop, first, other, askElsewhere } = await failedDesk('paid-in-part');
    shop.say({ type: 'abort' });
    await settle();
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'OperationError', message: expect.stringContaining('part') as string }]);
    expect(world.rows.get(first)?.seenAt).toBeUndefined();
    await askElsewhere();
    expect(other.heard).toEqual([]);
  });
});

describe('a page that lists other methods as well', () => {
  const declinedAs = (world: ModelWorld) =>
    world.payments.map(({ state, failure, seenAt }) => [state, failure?.code, seenAt !== undefined]);

  it.each([
    ['with show()', show(undefined, { others: true }), undefined],
    ['later', show(), { type: 'others' }],
  ])('and says so %s is handed over when the user chooses that: nothing can be paid here any more', async (_, first, second) => {
    const { world, checkout, arrive } = desk();
    const shop = page();
    await arrive(shop, first);
    if (second) shop.say(second);
    await settle();
    const id = world.payments[0]?.id ?? '';
    expect(checkout.canHandOver(id)).toBe(true);
    expect(await checkout.handOver(id)).toBe(true);
    expect(shop.heard).toEqual([{ type: 'hand-over' }]);
    expect(declinedAs(world)).toEqual([['declined', 'other-method-chosen', true]]);
    expect(await checkout.handOver(id)).toBe(false);
  });

  it('is not offered where it lists none, and cannot be chosen then', async () => {
    const { world, checkout, arrive } = desk();
    const shop = page();
    await arrive(shop, show());
    const id = world.payments[0]?.id ?? '';
    expect(checkout.canHandOver(id)).toBe(false);
    expect(await checkout.handOver(id)).toBe(false);
    expect([shop.heard, world.payments[0]?.state]).toEqual([[], 'quoted']);
  });

  it('is still offered after the worker died', async () => {
    const { world, checkout, arrive } = desk();
    await arrive(page(), show(undefined, { others: true, again: true }));
    const back = page();
    await arrive(back, show(undefined, { others: true, again: true }));
    expect(checkout.canHandOver(world.payments[0]?.id ?? '')).toBe(true);
  });

  it('waits until its tab is in front, and can be aborted until then', async () => {
    for (const aborts of [false, true]) {
      const { world, checkout, front, arrive } = desk();
      let reach: () => void = () => undefined;
      front.reached = new Promise((resolve) => (reach = resolve));
      const shop = page();
      await arrive(shop, show(undefined, { others: true }));
      await checkout.handOver(world.payments[0]?.id ?? '');
      expect(shop.heard).toEqual([]);
      if (aborts) shop.say({ type: 'abort' });
      await settle();
      reach();
      await settle();
      expect(shop.heard).toEqual(aborts ? [{ type: 'aborted', done: true }] : [{ type: 'hand-over' }]);
    }
  });

  it('that comes back after the choice is handed over then', async () => {
    const { world, checkout, arrive } = desk();
    await arrive(page(), show(undefined, { others: true }));
    await checkout.handOver(world.payments[0]?.id ?? '');
    const back = page();
    await arrive(back, show(undefined, { others: true, again: true }));
    expect(back.heard).toEqual([{ type: 'hand-over' }]);
    expect(world.payments).toHaveLength(1);
  });

  it('can be handed over after a failure, but not once money has moved', async () => {
    for (const [code, done] of [
      ['unreachable', true],
      ['paid-in-part', false],
    ] as const) {
      const { checkout, shop, first } = await failedDesk(code);
      shop.say({ type: 'others' });
      await settle();
      expect(await checkout.handOver(first)).toBe(done);
      expect(shop.heard).toEqual(done ? [{ type: 'hand-over' }] : []);
    }
  });

  it('cannot be handed over once the payment was sent', async () => {
    const { world, checkout, arrive } = desk();
    const shop = page();
    await arrive(shop, show(undefined, { others: true }));
    const { id = '', digest = '' } = world.payments[0] ?? {};
    await world.engine.approve(id, digest);
    await settle();
    await world.engine.consents.returned(id, 'https://finish.example/');
    for (let turn = 0; turn < 20 && world.rows.get(id)?.state !== 'sending'; turn++) await settle();
    expect(world.rows.get(id)?.state).toBe('sending');
    expect(await checkout.handOver(id)).toBe(false);
    expect(shop.heard).toEqual([]);
  });

  it('and was blocked by the browser has the sheet say so, until the page goes on or away', async () => {
    const { world, checkout, opened, arrive } = desk();
    const shop = page();
    await arrive(shop, show(undefined, { others: true }));
    await checkout.handOver(world.payments[0]?.id ?? '');
    shop.say({ type: 'blocked' });
    await settle();
    expect(declinedAs(world)).toEqual([['declined', 'other-method-blocked', false]]);
    expect(opened).toEqual([1, 1]);
    // It holds nobody up.
    const other = page('https://other.example', 'doc 2', { id: 2 });
    await arrive(other, show('https://payee.example/incoming-payments/2', { requestId: 'order-2' }));
    expect(other.heard).toEqual([]);
    shop.leave();
    await settle();
    expect(declinedAs(world)[0]).toEqual(['declined', 'other-method-blocked', true]);
  });

  it('and was blocked by the browser has the sheet say so also where it was approved before', async () => {
    const { world, checkout, arrive } = desk();
    const shop = page();
    await arrive(shop, show(undefined, { others: true }));
    const [{ id, digest } = { id: '', digest: '' }] = world.payments;
    await world.engine.approve(id, digest ?? '');
    await settle();
    expect(world.rows.get(id)?.approval).toBeDefined();
    await checkout.handOver(id);
    shop.say({ type: 'blocked' });
    await settle();
    expect(declinedAs(world)).toEqual([['declined', 'other-method-blocked', false]]);
  });

  it('is not believed that it was blocked where nothing was handed over', async () => {
    const { world, opened, arrive } = desk();
    const shop = page();
    await arrive(shop, show(undefined, { others: true }));
    shop.say({ type: 'blocked' });
    await settle();
    await world.engine.decline(world.payments[0]?.id ?? '');
    shop.say({ type: 'blocked' });
    await settle();
    expect([declinedAs(world), opened]).toEqual([[['declined', 'consent-denied', false]], [1]]);
  });
});

describe('what the user brings', () => {
  const brought = (world: ModelWorld, target: string): Intent => ({
    requestId: target,
    source: { kind: 'user', via: 'typed' },
    request: { rail: [...world.rails.keys()][0] ?? '', kind: 'incomingPayment', target },
    items: [],
    pending: false,
  });
  const target = 'https://payee.example/incoming-payments/1';

  it('is shown, and no page comes in between', async () => {
    const { world, checkout, arrive } = desk();
    await checkout.bring(brought(world, target));
    await settle();
    const shop = page();
    await arrive(shop, show('https://payee.example/incoming-payments/2'));
    expect(shop.heard).toMatchObject([{ type: 'error', name: 'AbortError' }]);
    await world.engine.decline(world.payments[0]?.id ?? '');
    await arrive(page(), show('https://payee.example/incoming-payments/2'));
    expect(world.payments).toHaveLength(2);
  });

  it('does not come between a page and what it shows', async () => {
    const { world, checkout, opened, arrive } = desk();
    await arrive(page(), show());
    await checkout.bring(brought(world, 'https://payee.example/incoming-payments/2'));
    expect(world.payments).toHaveLength(1);
    expect(opened).toEqual([1, 1]);
  });

  it('and is in flight for a page already is that very payment', async () => {
    const { world, checkout, arrive } = desk();
    await arrive(page(), show());
    await checkout.bring(brought(world, target));
    expect(world.payments).toHaveLength(1);
  });

  it('needs no page to stay after a wake', async () => {
    vi.useFakeTimers();
    const { world, checkout } = desk();
    await checkout.bring(brought(world, target));
    checkout.expectPages(world.payments);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(world.payments[0]?.state).not.toBe('declined');
  });
});
