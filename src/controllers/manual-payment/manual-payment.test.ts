import { describe, expect, it, vi } from 'vitest';
import { ModelWorld } from '../../../tests/support/model-world.ts';
import { settle } from '../../../tests/support/virtual-clock.ts';
import type { ManualPaymentView } from '../../messages/manual-payment.ts';
import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';

vi.mock('../../platform/browser.ts', () => ({ browser: { runtime: { id: 'tender' } } }));
const { ManualPayments } = await import('./manual-payment.ts');
const { PortConnection } = await import('../port-connection.ts');

const ADDRESS = 'https://w.example/anna';
const ticket = '6d0c2a3e-5b1f-4a77-8a39-1b7e5f0c9d11';

function popup() {
  const views: ManualPaymentView[] = [];
  let say: (message: unknown) => void = () => undefined;
  let leave: () => void = () => undefined;
  const port = {
    postMessage: (view: ManualPaymentView) => void views.push(view),
    onMessage: { addListener: (listener: (message: unknown) => void) => void (say = listener) },
    onDisconnect: { addListener: (listener: () => void) => void (leave = listener) },
  };
  // Only these parts of a port are used.
  const line = new PortConnection(port as unknown as ConstructorParameters<typeof PortConnection>[0]);
  return { line, views, say: (message: unknown) => say(message), leave: () => leave(), last: () => views.at(-1)?.answer };
}

function desk(readPayee = () => Promise.resolve({ address: ADDRESS, publicName: 'Anna', asset: { code: 'USD', scale: 2 } })) {
  const world = new ModelWorld();
  const [model] = world.rails.values();
  if (!model) throw new Error('no rail');
  const kinds = ['incomingPayment', 'walletAddress'];
  const parseRequest = (kind: string, value: unknown) => {
    const target = String(value).replace('$', 'https://');
    if (kind === 'incomingPayment' && !target.includes('/incoming-payments/')) throw new TenderError('invalid-request');
    return { rail: model.id, kind, target };
  };
  const readHostedRequest = vi.fn((target: string) => {
    if (!target.startsWith('https://gateway.example/')) return Promise.reject(new TenderError('not-a-gateway'));
    return Promise.resolve({ rail: model.id, kind: 'opencharge', target });
  });
  const rails = new Map([[model.id, { ...model, kinds, parseRequest, readHostedRequest }]]);
  const brought: Intent[] = [];
  const opened: unknown[] = [];
  const bring = new ManualPayments({
    rails,
    checkout: { bring: (intent) => Promise.resolve(void brought.push(intent)) },
    onPageInFront: () => Promise.resolve({ found: [], more: 0 }),
    recent: () => Promise.resolve([]),
    originOf: () => Promise.resolve('https://shop.example'),
    readPayee,
    paid: () => Promise.resolve([{ payee: 'https://wallet.example/shop', at: 1 }]),
    openSheet: (tabId) => void opened.push(tabId),
  });
  return { bring, brought, opened };
}

const scan = (...texts: readonly string[]) => ({ type: 'scan', ticket, texts, from: { tabId: 7, origin: 'https://shop.example' } });

const wish = (more: object) => ({ type: 'pay', ticket, via: 'typed', text: 'https://w.example/incoming-payments/1', ...more });

describe('a wish of the user', () => {
  it('becomes an intent that no page waits for, named by its ticket', async () => {
    const { bring, brought } = desk();
    const { line, say } = popup();
    bring.connect(line);
    say(wish({ via: 'found', from: { tabId: 7, origin: 'https://shop.example' } }));
    await settle();
    expect(brought).toEqual([
      {
        requestId: ticket,
        source: { kind: 'user', via: 'found', tabId: 7, origin: 'https://shop.example' },
        request: { rail: 'model', kind: 'incomingPayment', target: 'https://w.example/incoming-payments/1' },
        items: [],
        pending: false,
      },
    ]);
  });

  it('for a hosted checkout page is what its gateway says, and is refused where no gateway hosts it', async () => {
    const { bring, brought } = desk();
    const { line, say, last } = popup();
    bring.connect(line);
    const from = { tabId: 7, origin: 'https://gateway.example' };
    say(wish({ via: 'found', text: 'https://gateway.example/checkout/1', isCheckout: true, from }));
    await settle();
    const expected = { request: { kind: 'opencharge', target: 'https://gateway.example/checkout/1' }, source: { via: 'found', ...from } };
    expect(brought).toMatchObject([expected]);
    say(wish({ via: 'found', text: 'https://gateway.evil.example/checkout/1', isCheckout: true }));
    await settle();
    expect(last()).toMatchObject({ state: 'failed', problem: { code: 'not-a-gateway' } });
    expect(brought).toHaveLength(1);
  });

  it('says where an address of one’s own led', async () => {
    const { bring } = desk(() =>
      Promise.resolve({ address: ADDRESS, publicName: 'Anna', asset: { code: 'USD', scale: 2 }, ledFrom: 'anna.example' }),
    );
    const { line, say, last } = popup();
    bring.connect(line);
    say(wish({ text: 'https://anna.example/.well-known/pay' }));
    await settle();
    expect(last()).toMatchObject({ state: 'amount', payee: { address: ADDRESS, host: 'w.example', ledFrom: 'anna.example' } });
  });

  it('for a wallet address asks how much, and takes the sum as it was typed', async () => {
    const { bring, brought } = desk();
    const { line, say, last } = popup();
    bring.connect(line);
    say(wish({ text: ADDRESS }));
    await settle();
    const payee = { address: ADDRESS, host: 'w.example', name: 'Anna', asset: { code: 'USD', scale: 2 } };
    expect(last()).toEqual({ ticket, state: 'amount', payee, via: 'typed' });
    expect(brought).toEqual([]);
    say(wish({ text: ADDRESS, amount: { currency: 'USD', value: '0012.50' } }));
    await settle();
    expect(brought).toMatchObject([{ request: { kind: 'walletAddress', target: ADDRESS }, total: { currency: 'USD', value: '0012.50' } }]);
  });

  it.each([
    ['mixes alphabets', 'https://xn--cquirer-1fg.example/anna', {}],
    ['looks like one that was paid before', 'https://wa11et.example/anna', { like: 'wallet.example' }],
  ])('for a payee whose host %s says so before anything is typed', async (_, address, looksLike) => {
    const { bring } = desk(() => Promise.resolve({ address, publicName: 'Anna', asset: { code: 'USD', scale: 2 } }));
    const { line, say, last } = popup();
    bring.connect(line);
    say(wish({ text: address }));
    await settle();
    expect(last()).toMatchObject({ state: 'amount', payee: { looksLike } });
  });

  it('that cannot be paid is answered in words, and forgotten with its popup', async () => {
    const { bring, brought } = desk();
    const first = popup();
    bring.connect(first.line);
    first.say(wish({ text: 'javascript:alert(1)' }));
    await settle();
    expect(first.last()).toEqual({ ticket, state: 'failed', problem: { code: 'not-payable', params: {} } });
    first.leave();
    const second = popup();
    bring.connect(second.line);
    await settle();
    expect(second.views).toEqual([{ found: [], more: 0 }]);
    expect(brought).toEqual([]);
  });

  it('whose answer comes when its popup is gone is over: it hides no payment that comes after', async () => {
    let fail: (reason: unknown) => void = () => undefined;
    const { bring } = desk(() => new Promise((_, reject) => (fail = reject)));
    const { line, say, leave } = popup();
    bring.connect(line);
    await settle();
    say(wish({ text: '$w.example/anna' }));
    await settle();
    expect(bring.isBringing).toBe(true);
    leave();
    fail(new TenderError('timeout'));
    await settle();
    expect(bring.isBringing).toBe(false);
    // A popup that closes before its page was asked is not taken for open later on.
    const brief = popup();
    bring.connect(brief.line);
    brief.leave();
    await settle();
    expect([bring.isBringing, brief.views]).toEqual([false, []]);
  });

  it('that was scanned is said to stand on the page only while the tab still shows it', async () => {
    const { bring, brought } = desk();
    const { line, say } = popup();
    bring.connect(line);
    say(wish({ via: 'scanned', from: { tabId: 7, origin: 'https://shop.example' } }));
    say(wish({ via: 'scanned', from: { tabId: 7, origin: 'https://other.example' } }));
    await settle();
    expect(brought.map(({ source }) => source)).toEqual([
      { kind: 'user', via: 'scanned', tabId: 7, origin: 'https://shop.example' },
      { kind: 'user', via: 'scanned', tabId: 7 },
    ]);
  });

  it.each([
    ['nothing', wish({ amount: { currency: 'USD', value: '0.00' } })],
    ['less than nothing', wish({ amount: { currency: 'USD', value: '-1' } })],
    ['an exponent', wish({ amount: { currency: 'USD', value: '1e3' } })],
    ['no ticket', { ...wish({}), ticket: 'x' }],
    ['another way', wish({ via: 'page' })],
    ['an origin that is none', wish({ from: { tabId: 1, origin: 'https://shop.example/path' } })],
  ])('with %s is none', async (_, message) => {
    const { bring, brought } = desk();
    const { line, say } = popup();
    bring.connect(line);
    say(message);
    await settle();
    expect(brought).toEqual([]);
  });

  it('from a link’s menu has its answer in the popup that opens', async () => {
    const { bring, brought, opened } = desk();
    await bring.fromMenu(ADDRESS, { tabId: 3, origin: 'https://shop.example' });
    expect(opened).toEqual([3]);
    const { line, last } = popup();
    bring.connect(line);
    await settle();
    expect(last()).toMatchObject({ state: 'amount', via: 'menu', from: { tabId: 3, origin: 'https://shop.example' } });
    await bring.fromMenu('https://w.example/incoming-payments/1', undefined);
    expect(brought).toMatchObject([{ source: { kind: 'user', via: 'menu' } }]);
    expect(opened).toEqual([3]);
  });
});

describe('the codes of one picture', () => {
  const PAYMENT = 'https://w.example/incoming-payments/1';
  const STORE = 'https://apps.example/app/id1234567890';

  it.each([[[STORE, PAYMENT]], [[PAYMENT, STORE]], [['WIFI:S:Shop;;', STORE, 'http://w.example/x', PAYMENT]]])(
    'the payment is taken, and no other host asked: %j',
    async (texts) => {
      const readPayee = vi.fn(() => Promise.reject(new TenderError('unreachable')));
      const { bring, brought } = desk(readPayee);
      const { line, say, last } = popup();
      bring.connect(line);
      say(scan(...texts));
      await settle();
      expect(brought.map(({ request, source }) => [request.target, source])).toEqual([
        [PAYMENT, { kind: 'user', via: 'scanned', tabId: 7, origin: 'https://shop.example' }],
      ]);
      expect(readPayee).not.toHaveBeenCalled();
      expect(last()).toBeUndefined();
    },
  );

  it.each([
    [
      [PAYMENT, STORE, 'https://w.example/incoming-payments/2'],
      ['https://w.example/incoming-payments/1', 'https://w.example/incoming-payments/2'],
    ],
    [
      [STORE, 'https://w.example/anna'],
      [STORE, 'https://w.example/anna'],
    ],
    [
      [PAYMENT, '$w.example/anna'],
      [PAYMENT, 'https://w.example/anna'],
    ],
  ])('between several the user chooses, before anybody is asked: %j', async (texts, choices) => {
    const readPayee = vi.fn(() => Promise.reject(new TenderError('unreachable')));
    const { bring, brought } = desk(readPayee);
    const { line, say, last } = popup();
    bring.connect(line);
    say(scan(...texts));
    await settle();
    const answer = last();
    expect(answer?.state === 'choice' ? answer.choices.map(({ url }) => url) : answer).toEqual(choices);
    expect([brought, readPayee.mock.calls]).toEqual([[], []]);
  });

  it.each([
    [['WIFI:S:Shop;;', 'BCD\n002\n1'], 'not-payable'],
    [['WIFI:S:Shop;;', 'https://w.example/an\u200Bna'], 'hidden-characters'],
  ])('none that can be paid is refused in words: %j', async (texts, code) => {
    const { bring } = desk();
    const { line, say, last } = popup();
    bring.connect(line);
    say(scan(...texts));
    await settle();
    expect(last()).toMatchObject({ ticket, state: 'failed', problem: { code } });
  });

  it('one code twice is one code; more than a dozen, or none, are no scan', async () => {
    const { bring, brought } = desk();
    const { line, say } = popup();
    bring.connect(line);
    for (const texts of [[], Array.from({ length: 13 }, () => PAYMENT)]) say(scan(...texts));
    await settle();
    expect(brought).toEqual([]);
    say(scan(PAYMENT, PAYMENT));
    await settle();
    expect(brought).toHaveLength(1);
  });
});
