import { deleteDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import 'fake-indexeddb/auto';
import type { Payment } from '../model/payment.ts';
import { openDatabase } from './database.ts';
import { indexedJournal } from './journal.ts';

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: bigint) => ({ value, assetCode: 'MXN', assetScale: 2 });
const failure = { code: 'over-limit', params: { limit: '10.00' } } as const;

/** With every optional field, all the way down; what rails keep is theirs. */
type Complete<T> = T extends bigint | string | number | boolean ? T : { readonly [Key in keyof T]-?: Complete<NonNullable<T[Key]>> };

/** Every field that a payment can have, also those that no state has at once: what the type names, the row keeps. */
const EVERY_FIELD: Complete<Payment> = {
  id: 'p1',
  key: 'k1',
  revision: 1,
  state: 'unsure',
  history: [
    { state: 'asked', at: 1, code: 'unreachable' },
    { state: 'unsure', at: 2, code: 'answer-lost' },
  ],
  intent: {
    requestId: 'order-1',
    source: { kind: 'page', origin: 'https://shop.example', topOrigin: 'https://top.example', tabId: 3, frameId: 4, documentId: 'doc' },
    methodName: 'interledger',
    request: {
      rail: 'open-payments',
      kind: 'incomingPayment',
      target: 'https://payee.example/incoming-payments/1',
      details: { more: 'x' },
    },
    total: { currency: 'MXN', value: '1400.00' },
    items: [{ label: 'Shoes', amount: { currency: 'MXN', value: '1400.00' }, pending: true }],
    pending: false,
  },
  isPractice: true,
  walletId: 'https://payer.example/me',
  payable: {
    url: 'https://payee.example/incoming-payments/1',
    payee: { walletAddress: 'https://payee.example/shop', publicName: 'Shop', asset: { code: 'MXN', scale: 2 } },
    knowsPayer: true,
    description: 'Order 1',
    isSubjectElsewhere: true,
    order: {
      id: 'order-1',
      merchant: { id: '500', name: 'Shop', host: 'shop.example' },
      gateway: { id: '200', name: 'Gateway', host: 'gateway.example' },
      total: { currency: 'MXN', value: '1400.00' },
      items: [{ label: 'Shoes', quantity: 2, price: { currency: 'MXN', value: '700.00' } }],
      itemsDiffer: true,
      memo: 'Thank you',
      expiresAt: 4,
    },
    returnUrls: { success: 'https://shop.example/paid', cancel: 'https://shop.example/cart' },
    due: mxn(140_000n),
    received: mxn(1n),
    expiresAt: 5,
  },
  quote: {
    id: 'https://payer.example/quotes/1',
    walletId: 'https://payer.example/me',
    debit: usd(8_700n),
    isDebitMost: true,
    receive: mxn(140_000n),
    sent: usd(8_600n),
    expiresAt: 6,
    clockAhead: 7,
  },
  debitBefore: usd(8_600n),
  memory: {
    verdict: { kind: 'changed', before: 'https://payee.example/old', lastAt: 8 },
    shopLike: { why: 'near', like: 'shop.test' },
    payeeLike: { why: 'mixed-scripts', like: 'payee.test' },
  },
  awaits: {
    kind: 'payee-identity',
    payee: 'https://payee.example/shop',
    server: 'https://auth.example',
    walletId: 'https://payer.example/me',
  },
  contactAllowed: 'https://payer.example/me',
  digest: 'digest',
  approval: { digest: 'digest', at: 9 },
  allowanceId: 'allowance:1',
  allowanceRefusal: failure,
  returnUrl: 'https://tender.invalid/return?x=1',
  failure,
  receipt: {
    received: mxn(140_000n),
    debit: usd(8_700n),
    isDebitMost: true,
    sent: usd(8_600n),
    sentOpen: usd(8_500n),
    reference: 'https://payer.example/out/1',
    evidence: [
      {
        kind: 'signed-proof',
        format: 'opencharge-0.1',
        statement: '{}',
        signature: 'ab',
        signer: { id: '200', name: 'Gateway', publicKey: 'cd' },
        reference: 'tx-1',
      },
    ],
    at: 10,
  },
  rail: { grant: { token: 'secret' } },
  createdAt: 11,
  seenAt: 12,
  returnedAt: 12,
  leftAt: 13,
};

afterEach(() => deleteDB('tender-every-field'));

it('keeps every field of a payment through the disk', async () => {
  const database = await openDatabase('tender-every-field');
  const journal = indexedJournal(database);
  await journal.insert(EVERY_FIELD);
  expect(await journal.get(EVERY_FIELD.id)).toEqual(EVERY_FIELD);
  database.close();
});
