import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf } from '../../engine/digest.ts';
import type { Offer } from '../../model/offer.ts';
import { offerOf } from '../../model/offer.ts';
import type { Payment } from '../../model/payment.ts';
import { sheetView } from './sheet-view.ts';

type Priced = Payment & Required<Pick<Payment, 'payable' | 'quote' | 'memory'>>;

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: bigint) => ({ value, assetCode: 'MXN', assetScale: 2 });
const MXN = { code: 'MXN', scale: 2 };
const total = { currency: 'MXN', value: '1400.00' };
const host = fc.constantFrom('a.example', 'b.example');
const time = fc.integer({ min: 1, max: 3 });
const like = fc.record({ why: fc.constantFrom('confusable' as const, 'near' as const), like: host });
const some = { requiredKeys: [] };

const party = fc.record({ id: fc.constantFrom('500', '501'), name: fc.constantFrom('A', 'B'), host });

/** The facts of an offer from few values each, so that two of them often differ in one field only. */
const facts = fc.record({
  source: fc.oneof(
    fc.record({ origin: host, topOrigin: host }).map(({ origin, topOrigin }) => {
      const kind = 'page' as const;
      return { kind, origin: `https://${origin}`, topOrigin: `https://${topOrigin}`, tabId: 1, frameId: 0, documentId: 'doc' };
    }),
    fc.constantFrom(
      { kind: 'user' as const, via: 'typed' as const },
      { kind: 'user' as const, via: 'found' as const, origin: 'https://a.example' },
    ),
  ),
  kind: fc.constantFrom('incomingPayment', 'walletAddress'),
  practice: fc.record({ isPractice: fc.constant(true as const) }, some),
  total: fc.constantFrom(total, { ...total, value: '1400.0' }),
  items: fc.array(fc.record({ label: fc.constantFrom('Shoes', 'Socks'), amount: fc.constant(total) }), { maxLength: 2 }),
  url: host.map((name) => `https://${name}/incoming-payments/1`),
  payee: fc.option(
    fc.record({
      walletAddress: host.map((name) => `https://${name}/shop`),
      publicName: fc.constantFrom('A', 'B'),
      asset: fc.constant(MXN),
    }),
    { nil: undefined },
  ),
  more: fc.record(
    {
      knowsPayer: fc.constant(true as const),
      description: fc.constantFrom('x', 'y'),
      isSubjectElsewhere: fc.constant(true as const),
      order: fc.record({
        id: fc.constantFrom('order-1', 'order-2'),
        merchant: party,
        gateway: party,
        total: fc.constant(total),
        items: fc.array(fc.record({ label: fc.constantFrom('Shoes', 'Socks'), quantity: time, price: fc.constant(total) }), {
          maxLength: 2,
        }),
        expiresAt: time,
      }),
    },
    some,
  ),
  received: fc.constantFrom(mxn(0n), mxn(1n)),
  walletId: fc.constantFrom('https://w.example/1', 'https://w.example/2'),
  price: fc.record({ debit: fc.constantFrom(usd(8_700n), usd(8_701n)), receive: fc.constantFrom(mxn(140_000n), usd(8_600n)) }),
  quoted: fc.record({ sent: fc.constantFrom(usd(8_600n), usd(8_650n)), isDebitMost: fc.constant(true as const) }, some),
  verdict: fc.oneof(
    fc.constant({ kind: 'first' as const }),
    fc.record({ kind: fc.constant('known' as const), times: time, lastAt: time }),
    fc.record({ kind: fc.constant('changed' as const), before: host.map((name) => `https://${name}/shop`), lastAt: time }),
  ),
  likenesses: fc.record({ shopLike: like, payeeLike: like }, some),
});
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

function payment({
  source,
  kind,
  practice,
  items,
  url,
  payee,
  more,
  received,
  walletId,
  price,
  quoted,
  verdict,
  likenesses,
  ...rest
}: Facts): Priced {
  return {
    id: 'p1',
    key: 'k1',
    revision: 1,
    state: 'quoted',
    history: [],
    createdAt: 1,
    walletId,
    intent: { requestId: 'r1', source, request: { rail: 'open-payments', kind, target: url }, total: rest.total, items, pending: false },
    ...practice,
    payable: { url, received, due: price.receive, ...(payee ? { payee } : {}), ...more },
    quote: { id: 'q1', walletId, expiresAt: 9, ...price, ...quoted },
    memory: { verdict, ...likenesses },
  };
}

const offer = (one: Priced): Offer => offerOf(one, one.payable, one.quote, one.memory);
const shown = (one: Priced): string => {
  const payers = ['https://w.example/1', 'https://w.example/2'].map((id) => ({
    id,
    address: id,
    kind: 'open-payments' as const,
    asset: { code: 'USD', scale: 2 },
  }));
  return JSON.stringify(sheetView(one, payers, { retriable: false }));
};

it('is another one for whatever the sheet shows differently', async () => {
  await fc.assert(
    fc.asyncProperty(facts, facts, fc.constantFrom(...keysOf(facts)), async (base, others, field) => {
      const [one, other] = [payment(base), payment({ ...base, [field]: others[field] })];
      if (shown(one) === shown(other)) return;
      expect(await digestOf(offer(other))).not.toBe(await digestOf(offer(one)));
    }),
    { numRuns: 2_000 },
  );
});

it('is the same for a new quote at the same price', async () => {
  await fc.assert(
    fc.asyncProperty(facts, async (base) => {
      const one = payment(base);
      const renewed = { ...one, quote: { ...one.quote, id: 'q2', expiresAt: 10, clockAhead: 5 } };
      expect(await digestOf(offer(renewed))).toBe(await digestOf(offer(one)));
    }),
  );
});

it('covers the order of items, and who asks where nothing else differs', async () => {
  const [base] = fc.sample(facts, 1);
  if (!base) throw new Error('no sample');
  const item = (label: 'Shoes' | 'Socks') => ({ label, amount: total });
  const of = (more: Partial<Facts>) => digestOf(offer(payment({ ...base, more: {}, ...more })));
  expect(await of({ items: [item('Shoes'), item('Socks')] })).not.toBe(await of({ items: [item('Socks'), item('Shoes')] }));
  expect(await of({ kind: 'incomingPayment' })).not.toBe(await of({ kind: 'walletAddress' }));
});

function keysOf(of: fc.Arbitrary<Facts>): (keyof Facts)[] {
  const [sample] = fc.sample(of, 1);
  return Object.keys(sample ?? {}) as (keyof Facts)[];
}
