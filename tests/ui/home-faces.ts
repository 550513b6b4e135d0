import type { ManualPaymentAnswer, ManualPaymentView, FoundPayable } from '../../src/messages/manual-payment.ts';

/** The popup while nothing waits to be paid, as the worker may answer its two ports. */
const home = (view: Partial<ManualPaymentView> = {}) => ({ ports: { sheet: {}, bring: { found: [], more: 0, inFront, ...view } } });

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
const NOON = Date.UTC(2026, 10, 21, 12, 0);

const inFront = { tabId: 1, origin: 'https://shop.example' };
const found: readonly FoundPayable[] = [
  { url: 'https://wallet.example/incoming-payments/1', host: 'wallet.example', kind: 'incomingPayment', text: 'Order 1042: Running shoes' },
  {
    url: 'https://acquirer.example/invoices/1',
    host: 'acquirer.example',
    kind: 'invoice',
    text: 'Pay invoice 77 for the whole of November, with a very long text that nobody wanted to write',
  },
  { url: 'https://xn--hppylifebank-x9j.example/shop', host: 'xn--hppylifebank-x9j.example', kind: 'walletAddress' },
];
const payee = { address: 'https://wallet.example/anna', host: 'wallet.example', name: 'Anna', asset: { code: 'USD', scale: 2 } };

/** An answer to a link's menu needs no ticket of a command that was sent before. */
const amount = (more: object = {}): ManualPaymentAnswer => ({ state: 'amount', via: 'menu', payee: { ...payee, ...more } });

export const HOME_FACES = {
  recent: home({
    recent: [
      { id: '5d3f2b9a-0000-4000-8000-000000000001', host: 'shop.example', state: 'paid', debit: usd('8080'), at: NOON },
      { id: '5d3f2b9a-0000-4000-8000-000000000002', host: 'xn--hppylifebank-x9j.example', state: 'open', debit: usd('1'), at: NOON },
      { id: '5d3f2b9a-0000-4000-8000-000000000003', host: 'a-very-long-name-of-a-shop.wallet.example', state: 'in-part', at: NOON },
    ],
  }),
  alone: home(),
  found: home({ found, more: 0 }),
  many: home({
    found: Array.from({ length: 20 }, (_, index) => ({
      ...found[0],
      url: `https://wallet.example/incoming-payments/016da9d5-c9a4-4c80-a354-86b915a04f${index + 10}`,
      text: index % 2 === 0 ? 'Pay now' : `Order ${1000 + index}`,
    })) as FoundPayable[],
    more: 980,
  }),
  failed: home({ answer: { state: 'failed', problem: { code: 'not-payable', params: {} } } }),
  codes: home({ answer: { state: 'choice', choices: found } }),
  amount: home({ answer: amount() }),
  'amount-led': home({ answer: amount({ ledFrom: 'anna-of-the-many-letters.example' }) }),
  'amount-like': home({ answer: amount({ host: 'wa11et.example', looksLike: { like: 'wallet.example' } }) }),
  'amount-mixed': home({ answer: amount({ host: 'xn--cquirer-1fg.example', name: undefined, looksLike: {} }) }),
} as const;
