import { describe, expect, it } from 'vitest';
import type { Source } from '../../model/intent.ts';
import type { Payment } from '../../model/payment.ts';
import type { PaymentState } from '../../model/states.ts';
import { ShopReturns } from './shop-returns.ts';

const CHECKOUT = 'https://gateway.example/checkout/sess_1';
const USER: Source = { kind: 'user', via: 'found', tabId: 7, origin: 'https://gateway.example' };
const AMOUNT = { value: 1n, assetCode: 'USD', assetScale: 2 };

function paymentOf({ state = 'completed', source = USER, success = 'https://shop.example/done#paid' }: Partial<Wanted> = {}): Payment {
  const party = { id: '1', name: 'A', host: 'shop.example' };
  return {
    id: 'payment-1',
    key: 'key',
    revision: 1,
    state,
    history: [],
    intent: { requestId: 'r', source, request: { rail: 'opencharge', kind: 'opencharge', target: CHECKOUT }, items: [], pending: false },
    payable: {
      url: 'https://wallet.example/incoming-payments/1',
      received: AMOUNT,
      order: { id: 'o', merchant: party, gateway: party, total: { currency: 'USD', value: '1.00' }, items: [], expiresAt: 1 },
      returnUrls: { success, cancel: 'https://shop.example/cart' },
    },
    createdAt: 1,
  };
}

interface Wanted {
  readonly state: PaymentState;
  readonly source: Source;
  readonly success: string;
}

function returns(shown: string | undefined, stored = paymentOf()) {
  let payment = stored;
  const done: string[] = [];
  let shownNow = shown;
  const desk = new ShopReturns({
    get: () => Promise.resolve(payment),
    markReturned: () => {
      payment = { ...payment, returnedAt: 1 };
      return Promise.resolve(void done.push('marked'));
    },
    urlOf: () => Promise.resolve(shownNow),
    navigate: (tabId, url) => {
      shownNow = url;
      return Promise.resolve(void done.push(`${tabId} ${url}`));
    },
    openTab: (url) => Promise.resolve(void done.push(`new ${url}`)),
  });
  return { done, changed: () => desk.changed(payment), press: () => desk.press(payment.id) };
}

describe('the tab of a hosted checkout page', () => {
  it.each([
    ['completed', 'https://shop.example/done#paid'],
    ['declined', 'https://shop.example/cart'],
  ] as const)('that is %s goes to the shop, then it is recorded, and once', async (state, url) => {
    const { done, changed } = returns(`${CHECKOUT}?lang=en#top`, paymentOf({ state }));
    await Promise.all([changed(), changed()]);
    await changed();
    expect(done).toEqual([`7 ${url}`, 'marked']);
  });

  it.each(['sending', 'unsure', 'failed', 'expired', 'quoted'] as const)('stays while it is %s', async (state) => {
    const { done, changed, press } = returns(CHECKOUT, paymentOf({ state }));
    await changed();
    await press();
    expect(done).toEqual([]);
  });

  it.each([
    ['another site', 'https://other.example/checkout/sess_1'],
    ['another page of the gateway', 'https://gateway.example/checkout/sess_2'],
    ['nothing, as it is gone', undefined],
  ])('that shows %s is left alone, then and later', async (_, shown) => {
    const { done, changed } = returns(shown);
    await changed();
    await changed();
    expect(done).toEqual(['marked']);
  });

  it('of a worker that died before the record goes nowhere twice', async () => {
    const { done, changed } = returns('https://shop.example/done');
    await changed();
    expect(done).toEqual(['marked']);
  });

  it.each(['https://evil.example/done', 'https://shop.example.evil.example/', 'https://www.shop.example/', 'https://shop.example:8443/'])(
    'goes to %s only by a press, once',
    async (success) => {
      const { done, changed, press } = returns(CHECKOUT, paymentOf({ success }));
      await changed();
      expect(done).toEqual([]);
      await Promise.all([press(), press()]);
      await press();
      expect(done).toEqual(['marked', `7 ${success}`]);
    },
  );

  it('that is gone is opened anew by a press, and another site’s page stays', async () => {
    const { done, press } = returns('https://other.example/', paymentOf({ success: 'https://evil.example/' }));
    await press();
    expect(done).toEqual(['marked', 'new https://evil.example/']);
  });

  it('is none where a page called: that has its answer', async () => {
    const source: Source = {
      kind: 'page',
      origin: 'https://a.example',
      topOrigin: 'https://a.example',
      tabId: 7,
      frameId: 0,
      documentId: 'd',
    };
    const { done, changed, press } = returns(CHECKOUT, paymentOf({ source }));
    await changed();
    await press();
    expect(done).toEqual([]);
  });
});
