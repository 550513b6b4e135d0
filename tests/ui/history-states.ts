import type { HistoryReply, HistoryRow } from '../../src/messages/history.ts';
import { linked } from './options-states.ts';

/** Histories, as the options page hears them. */

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: string) => ({ value, assetCode: 'MXN', assetScale: 2 });
const NOON = Date.UTC(2026, 10, 21, 12, 0);

export const paid: HistoryRow = {
  id: '5d3f2b9a-0000-4000-8000-000000000001',
  revision: 9,
  createdAt: NOON,
  endedAt: NOON + 9_400,
  state: 'completed',
  steps: [
    { state: 'asked', at: NOON },
    { state: 'resolved', at: NOON + 210 },
    { state: 'quoted', at: NOON + 420 },
    { state: 'approved', at: NOON + 4_000 },
    { state: 'authorizing', at: NOON + 4_300 },
    { state: 'authorized', at: NOON + 8_000 },
    { state: 'submitting', at: NOON + 8_010 },
    { state: 'sending', at: NOON + 8_400 },
    { state: 'completed', at: NOON + 9_400 },
  ],
  isDeletable: true,
  shop: { host: 'shop.example' },
  payee: {
    name: 'Happy Life Bank',
    host: 'happylifebank.example',
    verified: true,
    walletAddress: 'https://happylifebank.example/shoes',
  },
  total: { currency: 'MXN', value: '1400.00' },
  items: [{ label: 'Running shoes × 1', amount: { currency: 'MXN', value: '1400.00' }, pending: false }],
  orderHash: '3b7c1f0e9a2d4c5b6a7988776655443322110011aabbccddeeff00112233aa99',
  wallet: { address: 'https://cloudnine.example/anna', host: 'cloudnine.example', name: 'Cloud Nine' },
  debit: usd('8080'),
  receive: mxn('140000'),
  received: mxn('140000'),
  fee: usd('80'),
  incomingPayment: 'https://happylifebank.example/incoming-payments/016da9d5-c9a4-4c80-a354-86b915a04ff8',
  outgoingPayment: 'https://cloudnine.example/outgoing-payments/8c68d3cc-0a0f-4216-98b4-4fa44a6c88cf',
};

const { received: _received, endedAt: _endedAt, outgoingPayment: _outgoing, fee: _fee, ...pricedOnly } = paid;

const checking: HistoryRow = {
  ...pricedOnly,
  id: '5d3f2b9a-0000-4000-8000-000000000002',
  createdAt: NOON - 3_600_000,
  state: 'unsure',
  steps: [...paid.steps.slice(0, 7), { state: 'unsure', at: NOON + 9_000, code: 'answer-lost' }],
  failure: { code: 'answer-lost', params: {} },
  isDeletable: false,
};

/** Unsure for long, just now, and left. */
export const long: HistoryRow = { ...checking, id: '5d3f2b9a-0000-4000-8000-000000000006', stoppableFrom: 1 };
const recent: HistoryRow = { ...checking, id: '5d3f2b9a-0000-4000-8000-000000000000', stoppableFrom: Number.MAX_SAFE_INTEGER };
export const left: HistoryRow = { ...checking, id: long.id, revision: 10, stoppedAt: NOON + 4_000_000 };

const failed: HistoryRow = {
  ...pricedOnly,
  id: '5d3f2b9a-0000-4000-8000-000000000003',
  createdAt: NOON - 40 * 86_400_000,
  endedAt: NOON - 40 * 86_400_000 + 5_000,
  state: 'failed',
  steps: [...paid.steps.slice(0, 5), { state: 'failed', at: NOON + 5_000, code: 'insufficient-funds' }],
  failure: { code: 'insufficient-funds', params: { host: 'cloudnine.example' } },
  shop: { host: 'books.example', frameOf: 'news.example' },
  payee: { host: 'pebble.example', verified: false },
};

const { payee: _payee, wallet: _wallet, debit: _debit, receive: _receive, ...bare } = pricedOnly;

const declined: HistoryRow = {
  ...bare,
  id: '5d3f2b9a-0000-4000-8000-000000000004',
  createdAt: NOON - 41 * 86_400_000,
  endedAt: NOON - 41 * 86_400_000 + 3_000,
  state: 'declined',
  steps: [...paid.steps.slice(0, 1), { state: 'declined', at: NOON + 3_000, code: 'consent-denied' }],
  failure: { code: 'consent-denied', params: {} },
};

const endless = `\u202Egnp.exe\u202C\u200B ${'Grand Emporium of Everything '.repeat(300)}`;

const nasty: HistoryRow = {
  ...paid,
  id: '5d3f2b9a-0000-4000-8000-000000000005',
  createdAt: NOON - 42 * 86_400_000,
  shop: { host: `${'very-long-label.'.repeat(12)}example` },
  payee: {
    name: endless,
    host: `${'wallet-of-'.repeat(9)}everything.example`,
    verified: true,
    walletAddress: `https://a.example/${'x'.repeat(900)}`,
  },
  items: [{ label: endless, amount: { currency: 'MXN', value: '1400.00' }, pending: true }],
  debit: { value: '18446744073709551615', assetCode: 'ABCDEFGHIJ12', assetScale: 18 },
  incomingPayment: `https://a.example/incoming-payments/${'y'.repeat(900)}`,
};

/** The wallet says that it took more than was approved. */
const more: HistoryRow = {
  ...paid,
  id: '5d3f2b9a-0000-4000-8000-000000000007',
  createdAt: NOON + 60_000,
  debit: usd('8888'),
  approved: usd('8080'),
  warning: { code: 'debited-more', params: { stated: '80.80 USD', actual: '88.88 USD' } },
  fee: usd('888'),
};

/** Paid, nobody knows by whom. */
const unclear: HistoryRow = {
  ...checking,
  id: '5d3f2b9a-0000-4000-8000-000000000008',
  createdAt: NOON + 30_000,
  steps: [...paid.steps.slice(0, 8), { state: 'unsure', at: NOON + 19_000, code: 'sender-unknown' }],
  failure: { code: 'sender-unknown', params: {} },
};

const statement =
  '{"amount":"1400.00","currency":"MXN","from":{"ocid":"200"},"issuer":"200","timestamp":1763726400,"to":{"ocid":"500","reference":"ord_abc123"},"txid":"tx_6f1c"}';

/** An order that its merchant signed, with the proof that it is paid. */
export const proven: HistoryRow = {
  ...paid,
  id: '5d3f2b9a-0000-4000-8000-000000000009',
  createdAt: NOON + 90_000,
  signedOrder: {
    id: 'ord_abc123',
    merchant: { id: '500', name: 'Merchant Store', host: 'merchant.example' },
    gateway: { id: '200', name: 'Lantern Pay', host: 'paymentgateway.example' },
  },
  evidence: [
    {
      kind: 'signed-order',
      format: 'opencharge-0.1',
      statement: '{"amount":"1400.00","currency":"MXN","id":"ord_abc123","ocid":"500"}',
      signature: `${'ab'.repeat(64)}1b`,
      signer: { id: '500', name: 'Merchant Store', publicKey: 'cd'.repeat(64) },
      reference: '500/ord_abc123',
    },
    {
      kind: 'signed-proof',
      format: 'opencharge-0.1',
      statement,
      signature: `${'ef'.repeat(64)}1c`,
      signer: { id: '200', name: 'Lantern Pay', publicKey: '12'.repeat(64) },
      reference: '200/tx_6f1c',
    },
  ],
};

/** Paid, and nobody has proven it to the merchant. */
const unproven: HistoryRow = {
  ...unclear,
  id: '5d3f2b9a-0000-4000-8000-00000000000a',
  failure: { code: 'proof-missing', params: {} },
};

const page = (rows: readonly HistoryRow[], unreadable = 0): HistoryReply => ({ type: 'page', rows, unreadable });

/** The answers of the worker, by port. */
const ports = (history: HistoryReply) => ({ ports: { options: { wallets: [linked], orderWaits: false }, history } });

export const HISTORY_STATES = {
  empty: ports(page([])),
  unsure: ports(page([long, recent])),
  untold: ports(page([more, unclear])),
  proven: ports(page([proven, unproven])),
  several: ports(page([paid, checking, failed, declined, nasty], 1)),
} as const;
