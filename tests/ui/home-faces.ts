import type { BringAnswer, BringView, FoundPayable } from '../../src/messages/manual-payment.ts';

/** The popup while nothing waits to be paid, as the worker may answer its two ports. */
const home = (view: Partial<BringView> = {}) => ({ ports: { sheet: {}, bring: { found: [], more: 0, inFront, ...view } } });

const inFront = { tabId: 1, origin: 'https://shop.example' };
const found: readonly FoundPayable[] = [
  { url: 'https://wallet.example/incoming-payments/1', host: 'wallet.example', kind: 'incomingPayment' },
  { url: 'https://acquirer.example/invoices/1', host: 'acquirer.example', kind: 'invoice' },
  { url: 'https://xn--hppylifebank-x9j.example/shop', host: 'xn--hppylifebank-x9j.example', kind: 'walletAddress' },
];
const payee = { address: 'https://wallet.example/anna', host: 'wallet.example', name: 'Anna', asset: { code: 'USD', scale: 2 } };

/** An answer to a link's menu needs no ticket of a command that was sent before. */
const amount = (more: object = {}): BringAnswer => ({ state: 'amount', via: 'menu', payee: { ...payee, ...more } });

export const HOME_FACES = {
  alone: home(),
  found: home({ found, more: 0 }),
  many: home({
    found: Array.from({ length: 20 }, (_, index) => ({ ...found[0], url: `https://wallet.example/${index}` })) as FoundPayable[],
    more: 980,
  }),
  failed: home({ answer: { state: 'failed', problem: { code: 'not-payable', params: {} } } }),
  codes: home({ answer: { state: 'choice', choices: found } }),
  amount: home({ answer: amount() }),
  'amount-led': home({ answer: amount({ ledFrom: 'anna-of-the-many-letters.example' }) }),
  'amount-like': home({ answer: amount({ host: 'wa11et.example', looksLike: { like: 'wallet.example' } }) }),
  'amount-mixed': home({ answer: amount({ host: 'xn--cquirer-1fg.example', name: undefined, looksLike: {} }) }),
} as const;
