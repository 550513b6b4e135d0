import type { SheetPayment, SheetPaymentOn, SheetView, SheetWallet } from '../../src/messages/sheet.ts';

/** Views of the sheet, one for each face and for what may go wrong with it. */

export const cloudNine: SheetWallet = {
  id: 'w1',
  name: 'Cloud Nine',
  address: 'https://cloudnine.example/anna',
  host: 'cloudnine.example',
  asset: { code: 'USD', scale: 2 },
};
export const nameless: SheetWallet = {
  id: 'w2',
  address: 'https://pebble.example/a',
  host: 'pebble.example',
  asset: { code: 'JPY', scale: 0 },
};
export const fine: SheetWallet = {
  id: 'w3',
  name: 'Fine Ledger',
  address: 'https://fine.example/a',
  host: 'fine.example',
  asset: { code: 'USD', scale: 9 },
};

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: string) => ({ value, assetCode: 'MXN', assetScale: 2 });
const inMinutes = (minutes: number) => Date.now() + minutes * 60_000 - 7_500;

const base: SheetPaymentOn<'pricing'> = {
  paymentId: 'p1',
  subject: 'order',
  face: 'pricing',
  shop: { host: 'shop.example' },
  total: { currency: 'MXN', value: '1400.00' },
  items: [{ label: 'Running shoes × 1', amount: { currency: 'MXN', value: '1400.00' }, pending: false }],
  wallet: cloudNine,
  wallets: [cloudNine],
  retriable: false,
  pricingSince: Date.now(),
};
const payee = { name: 'Happy Life Bank', host: 'happylifebank.example', verified: true };

export const ready: SheetPaymentOn<'ready'> = {
  ...base,
  face: 'ready',
  payee,
  quote: { debit: usd('8080'), receive: mxn('140000'), fee: usd('80'), expiresAt: inMinutes(5) },
  digest: 'd1',
};

const failed = (
  code: NonNullable<SheetPayment['failure']>['code'],
  params: Readonly<Record<string, string>> = {},
  retriable = true,
): SheetPaymentOn<'failed'> => ({
  ...ready,
  face: 'failed',
  failure: { code, params },
  retriable,
});

const { quote: _quote, digest: _digest, ...unpriced } = ready;
const { payee: _payee, ...hiddenPayee } = ready;
const { wallet: _wallet, ...walletless } = base;

const identity = { ...base, face: 'permission' } as const;

const nasty = `\u202Egnp.exe\u202C\u200B ${'Grand Emporium of Everything '.repeat(400)}`;

const xts = (value: string) => ({ value, assetCode: 'XTS', assetScale: 2 });
const practiceWallet: SheetWallet = {
  id: 'practice',
  name: 'Practice wallet',
  address: 'https://wallet.practice.example/you',
  host: 'wallet.practice.example',
  asset: { code: 'XTS', scale: 2 },
};
const { shop: _shop, ...noShop } = ready;
const practice: SheetPaymentOn<'ready'> = {
  ...noShop,
  via: 'practice',
  isPractice: true,
  payee: { name: 'Practice shop', host: 'shop.practice.example', verified: true },
  total: { currency: 'XTS', value: '4.50' },
  items: [],
  wallet: practiceWallet,
  wallets: [practiceWallet],
  quote: { debit: xts('450'), receive: xts('450'), fee: xts('0'), expiresAt: inMinutes(5) },
};

const invoicePayee = { host: 'acquirer.example', verified: true };
const invoice: SheetPaymentOn<'ready'> = {
  ...hiddenPayee,
  payee: invoicePayee,
  total: { currency: 'USD', value: '2.00' },
  items: [],
  via: 'scanned',
  subject: 'invoice',
  description: 'Two coffees, table 7',
  quote: { debit: usd('203'), receive: usd('200'), fee: usd('3'), expiresAt: inMinutes(5) },
};

const signedItems = [{ label: 'Product A', amount: { currency: 'USD', value: '99.99' }, pending: false }];
const signedOrder: NonNullable<SheetPayment['signedOrder']> = {
  id: 'order-1',
  merchant: { id: '500', name: 'Merchant Store', host: 'merchant.example' },
  gateway: { id: '200', name: 'Payment Gateway', host: 'paymentgateway.example' },
  expiresAt: Date.UTC(2026, 10, 21, 9, 30),
};

const payments: Readonly<Record<string, SheetPayment>> = {
  pricing: base,
  ready,
  'permission-identity': {
    ...identity,
    permission: {
      kind: 'payee-identity',
      payee: 'https://happylifebank.example/*',
      server: 'https://auth.happylifebank.example/',
      walletId: 'w1',
    },
  },
  'permission-identity-nasty': {
    ...identity,
    wallet: { ...cloudNine, address: `https://cloudnine.example/${'anna-of-the-many-letters-'.repeat(12)}` },
    wallets: [cloudNine, nameless, fine],
    permission: {
      kind: 'payee-identity',
      payee: `https://${'wallet-of-'.repeat(9)}everything.example/*`,
      server: `https://${'wallet-of-'.repeat(9)}everything.example/`,
      walletId: 'w1',
    },
  },
  'permission-contact': {
    ...unpriced,
    face: 'permission',
    wallets: [cloudNine, fine],
    permission: { kind: 'wallet-contact', walletId: 'w1' },
  },
  'permission-covered': { ...identity, permission: { kind: 'wallet-contact', walletId: 'w1' }, isCovered: true },
  'permission-others': {
    ...unpriced,
    face: 'permission',
    wallets: [cloudNine, fine],
    permission: { kind: 'wallet-contact', walletId: 'w1' },
    otherMethods: true,
  },
  'permission-contact-bare': {
    ...hiddenPayee,
    face: 'permission',
    via: 'scanned',
    items: [],
    permission: { kind: 'wallet-contact', walletId: 'w1' },
  },
  'ready-others': { ...ready, otherMethods: true },
  'ready-allowance': { ...ready, allowance: { left: usd('41920'), period: 'month', covers: true } },
  'ready-over-allowance': { ...ready, allowance: { left: usd('1200'), period: 'week', covers: false } },
  'ready-over-cap': { ...ready, allowance: { left: usd('41920'), period: 'day', covers: false, overCap: usd('5000') } },
  'ready-allowance-gone': { ...ready, allowanceGone: 'revoked' },
  'pricing-slow': { ...base, pricingSince: Date.now() - 12_000 },
  'consent-allowance-gone': { ...ready, face: 'consent', allowanceGone: 'limit' },
  'ready-rate': {
    ...ready,
    quote: { debit: usd('8080'), receive: mxn('140000'), expiresAt: inMinutes(5) },
    wallets: [cloudNine, nameless, fine],
  },
  'ready-same': {
    ...ready,
    total: { currency: 'USD', value: '79.5' },
    items: [],
    quote: { debit: usd('8080'), receive: usd('7950'), expiresAt: inMinutes(5) },
  },
  'ready-rose': {
    ...ready,
    debitBefore: usd('8080'),
    quote: { debit: usd('8215'), receive: mxn('140000'), expiresAt: inMinutes(5) },
    digest: 'd2',
  },
  'ready-unverified': {
    ...ready,
    payee: { host: 'happylifebank.example', verified: false },
    shop: { host: 'shop.example', frameOf: 'news.example' },
  },
  'ready-hidden': { ...hiddenPayee },
  'ready-many': {
    ...ready,
    total: { currency: 'MXN', value: '1234567.89' },
    items: Array.from({ length: 9 }, (_, index) => ({
      label: `Thing number ${index + 1}`,
      amount: { currency: 'MXN', value: index === 8 ? '-50.00' : '181.25' },
      pending: index === 7,
    })),
  },
  'ready-nasty': {
    ...ready,
    shop: { host: `${'very-long-label.'.repeat(12)}example` },
    payee: { name: nasty, host: `${'wallet-of-'.repeat(9)}everything.example`, verified: true },
    items: [{ label: nasty, amount: { currency: 'MXN', value: '1400.00' }, pending: true }],
    wallet: { ...cloudNine, name: nasty, asset: { code: 'ABCDEFGHIJ12', scale: 18 } },
    quote: {
      debit: { value: '18446744073709551615', assetCode: 'ABCDEFGHIJ12', assetScale: 18 },
      receive: mxn('140000'),
      expiresAt: inMinutes(300),
    },
  },
  'ready-first': { ...ready, payeeMemory: { verdict: { kind: 'first' }, likenesses: [], needsConfirmation: false } },
  'ready-known': {
    ...ready,
    payeeMemory: { verdict: { kind: 'known', times: 3, lastAt: Date.UTC(2026, 9, 3, 9, 30) }, likenesses: [], needsConfirmation: false },
  },
  'ready-changed': {
    ...ready,
    payee: { name: 'Happy Life Bank', host: 'happy1ifebank.example', verified: true },
    payeeMemory: {
      verdict: { kind: 'changed', before: 'happylifebank.example', now: 'happy1ifebank.example' },
      likenesses: [{ of: 'payee', likeness: { why: 'confusable', host: 'happy1ifebank.example', like: 'happylifebank.example' } }],
      needsConfirmation: true,
    },
  },
  'ready-lookalike': {
    ...ready,
    shop: { host: 'xn--shp-emd.example' },
    payeeMemory: {
      verdict: { kind: 'first' },
      likenesses: [
        { of: 'shop', likeness: { why: 'confusable', host: 'xn--shp-emd.example', like: 'shop.example' } },
        { of: 'payee', likeness: { why: 'mixed-scripts', host: 'xn--hppylifebank-8ig.example' } },
      ],
      needsConfirmation: true,
    },
  },
  'ready-left': { ...ready, safety: { leftToday: usd('21920') } },
  'ready-over-payment': { ...ready, safety: { over: { kind: 'payment', cap: usd('5000'), left: usd('5000') } } },
  'ready-over-day': { ...ready, safety: { over: { kind: 'day', cap: usd('10000'), left: usd('1920') }, leftToday: usd('1920') } },
  'ready-unreadable': { ...ready, safety: { unreadable: true } },
  'ready-passkey': { ...ready, safety: { passkey: { id: 'AAAA', challenge: 'AAAA', reason: 'amount' } } },
  'ready-passkey-currency': { ...ready, safety: { passkey: { id: 'AAAA', challenge: 'AAAA', reason: 'currency' } } },
  'ready-passkey-clock': { ...ready, safety: { passkey: { id: 'AAAA', challenge: 'AAAA', reason: 'clock' } } },
  'ready-covered': { ...ready, isCovered: true },
  'ready-locked': {
    ...ready,
    safety: { passkey: { id: 'AAAA', challenge: 'AAAA', reason: 'locked', waitUntil: Date.UTC(2026, 10, 21, 9, 30) } },
  },
  'ready-invoice': invoice,
  'ready-invoice-rest': {
    ...invoice,
    via: 'typed',
    payee: { name: 'Corner Café', host: 'cafe.example', verified: true, saidBy: 'acquirer.example' },
    description: nasty,
    receivedBefore: usd('158'),
    total: { currency: 'USD', value: '0.42' },
    quote: { debit: usd('43'), receive: usd('42'), expiresAt: inMinutes(5) },
    isDebitMost: true,
  },
  'ready-person': { ...ready, via: 'typed', subject: 'person', items: [] },
  'failed-start-over': { ...failed('payment-failed', {}, false), startOver: true },
  'failed-start-over-invoice': { ...invoice, ...failed('payment-failed', {}, false), via: 'typed', subject: 'invoice', startOver: true },
  'failed-start-over-person': { ...failed('payment-failed', {}, false), via: 'typed', subject: 'person', startOver: true },
  'failed-no-money-told': {
    ...unpriced,
    face: 'failed',
    retriable: true,
    failure: { code: 'insufficient-funds', params: { host: 'cloudnine.example' } },
    wallets: [cloudNine, fine],
  },
  'link-person': { ...walletless, face: 'link', wallets: [], via: 'typed', subject: 'person' },
  'permission-contact-person': {
    ...hiddenPayee,
    face: 'permission',
    via: 'typed',
    subject: 'person',
    items: [],
    permission: { kind: 'wallet-contact', walletId: 'w1' },
  },
  'paid-rate': {
    ...ready,
    face: 'paid',
    quote: { debit: usd('8080'), receive: mxn('140000'), expiresAt: inMinutes(5) },
    receipt: { received: mxn('140000'), debit: usd('8080'), fee: usd('80'), at: Date.UTC(2026, 10, 21, 9, 30) },
  },
  'paying-arrived': { ...invoice, face: 'paying', underAllowance: false, arrived: { amount: usd('158'), of: usd('200') } },
  'checking-arrived': {
    ...invoice,
    face: 'checking',
    failure: { code: 'answer-lost', params: {} },
    arrived: { amount: usd('158'), of: usd('200') },
  },
  'failed-part': failed('paid-in-part', { actual: '1.58 USD', stated: '2.00 USD' }),
  'failed-part-more': {
    ...failed('paid-in-part', { actual: '1.58 USD', stated: '2.00 USD' }),
    receipt: {
      received: usd('158'),
      debit: usd('222'),
      isDebitMost: true,
      approved: usd('202'),
      warning: { code: 'part-debited-more', params: { stated: '2.02 USD', actual: '2.22 USD' } },
      at: Date.UTC(2026, 10, 21, 9, 30),
    },
  },
  link: { ...walletless, face: 'link', wallets: [] },
  'link-others': { ...walletless, face: 'link', wallets: [], otherMethods: true },
  consent: { ...ready, face: 'consent' },
  paying: { ...ready, face: 'paying', underAllowance: false },
  'paying-allowance': { ...ready, face: 'paying', underAllowance: true },
  paid: {
    ...ready,
    face: 'paid',
    receipt: { received: mxn('140000'), debit: usd('8080'), fee: usd('80'), at: Date.UTC(2026, 10, 21, 9, 30) },
  },
  'ready-signed': { ...ready, total: { currency: 'USD', value: '99.99' }, items: signedItems, signedOrder },
  'ready-signed-differs': {
    ...ready,
    total: { currency: 'USD', value: '95.00' },
    items: signedItems,
    signedOrder: { ...signedOrder, itemsDiffer: true, memo: 'Gift for Ann', merchant: { ...signedOrder.merchant, name: nasty } },
  },
  'pricing-signed': { ...base, payee, signedOrder },
  'paid-elsewhere': {
    ...ready,
    via: 'found',
    face: 'paid',
    returnHost: 'a-long-name-of-a-shop-that-is-not-the-merchants.example.org',
    receipt: { received: mxn('140000'), debit: usd('8080'), fee: usd('80'), at: Date.UTC(2026, 10, 21, 9, 30) },
  },
  'declined-elsewhere': { ...unpriced, via: 'found', face: 'declined', returnHost: 'evil.example' },
  'ready-practice': practice,
  'consent-practice': { ...practice, face: 'consent' },
  'paid-practice': {
    ...practice,
    face: 'paid',
    receipt: { received: xts('450'), debit: xts('450'), at: Date.UTC(2026, 10, 21, 9, 30) },
  },
  'paid-more': {
    ...ready,
    face: 'paid',
    receipt: {
      received: mxn('140000'),
      debit: usd('8888'),
      approved: usd('8080'),
      warning: { code: 'debited-more', params: { stated: '80.80 USD', actual: '88.88 USD' } },
      fee: usd('888'),
      at: Date.UTC(2026, 10, 21, 9, 30),
    },
  },
  'paid-most': {
    ...invoice,
    face: 'paid',
    receipt: { received: usd('200'), debit: usd('203'), isDebitMost: true, at: Date.UTC(2026, 10, 21, 9, 30) },
  },
  'declined-blocked': { ...unpriced, face: 'declined', failure: { code: 'other-method-blocked', params: {} } },
  declined: { ...unpriced, face: 'declined', failure: { code: 'consent-denied', params: {} } },
  failed: { ...failed('insufficient-funds', { host: 'cloudnine.example' }), wallets: [cloudNine, fine] },
  'failed-others': { ...failed('insufficient-funds', { host: 'cloudnine.example' }), wallets: [cloudNine, fine], otherMethods: true },
  'failed-safe': failed('timeout', { host: 'auth.cloudnine.example' }),
  'failed-never': failed('amount-mismatch', { stated: '1400.00 MXN', actual: '1500.00 MXN' }, false),
  expired: { ...unpriced, face: 'expired', failure: { code: 'payable-expired', params: {} } },
  checking: { ...ready, face: 'checking', failure: { code: 'answer-lost', params: {} } },
  'checking-sender': { ...ready, face: 'checking', failure: { code: 'sender-unknown', params: {} } },
};

export const SHEET_FACES: Readonly<Record<string, SheetView>> = {
  empty: {},
  'link-unfinished': { payment: { ...walletless, face: 'link', wallets: [] }, unfinished: { host: 'cloudnine.example' } },
  'empty-unfinished': { unfinished: { host: 'a-very-long-subdomain-of-a-wallet.cloudnine.example' } },
  ...Object.fromEntries(Object.entries(payments).map(([name, payment]) => [name, { payment }])),
};
