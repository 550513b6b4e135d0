import type { ErrorCode } from '../model/errors.ts';

/**
 * The situation in which a user reads an error:
 * - `shop`: the user pays a page's request;
 * - `manual`: the user pays a link, an invoice or a wallet address that they entered: there is no shop to return to;
 * - `entry`: the user has just entered it, and there is no payment yet;
 * - `linking`: the user links a wallet; `account`: an Interledger account;
 * - `wallet`: the user sees a linked wallet, its key or its allowance.
 */
export type ErrorReader = 'shop' | 'manual' | 'entry' | 'linking' | 'account' | 'wallet';

/** The suffix of a separate text in the catalogue: `error_<code>_text_<variant>`. */
export type ErrorVariant = 'manual' | 'entry' | 'address' | 'wallet' | 'account';

/** The texts for a reader: the first variant that the code has, else the text without a variant. */
export const VARIANTS: Readonly<Record<ErrorReader, readonly ErrorVariant[]>> = {
  shop: [],
  manual: ['manual'],
  entry: ['entry', 'address', 'manual'],
  linking: ['address'],
  account: ['account', 'address'],
  wallet: ['wallet', 'address'],
};

/** The codes with a separate title for a variant. A test compares this with the catalogue. */
export const OWN_TITLES = {
  manual: ['payable-unknown', 'payable-expired', 'payable-changed', 'payee-not-payable'],
  entry: [],
  address: [],
  wallet: ['no-wallet'],
  account: [],
} as const satisfies Record<ErrorVariant, readonly ErrorCode[]>;

/** The codes with a separate text for a variant. */
export const OWN_TEXTS = {
  manual: [
    'insecure-url',
    'amount-too-fine',
    'asset-mismatch',
    'amount-mismatch',
    'payable-unknown',
    'payable-completed',
    'payable-expired',
    'payable-changed',
    'payee-not-payable',
    'approval-mismatch',
  ],
  entry: ['link-addition', 'not-a-wallet-address', 'address-without-name'],
  address: [
    'unreachable',
    'timeout',
    'redirected',
    'malformed',
    'refused',
    'internal',
    'aborted',
    'insecure-url',
    'not-json',
    'too-large',
    'server-error',
    'clock-skew',
    'wallet-nameless',
    'storage-failed',
  ],
  wallet: [
    'unreachable',
    'redirected',
    'malformed',
    'refused',
    'malformed-amount',
    'not-json',
    'too-large',
    'no-wallet',
    'key-removed',
    'quote-refused',
    'consent-elsewhere',
  ],
  account: ['uplink-refused'],
} as const satisfies Record<ErrorVariant, readonly ErrorCode[]>;

const PAID = ['shop', 'manual'] as const;
const EVERYBODY = ['shop', 'manual', 'entry', 'linking', 'account', 'wallet'] as const;

/** The possible readers of each error. Not used at run time: a test compares it with the catalogue, and `docs/errors.md` lists it. */
export const READERS: Readonly<Record<ErrorCode, readonly ErrorReader[]>> = {
  'invalid-request': ['shop'],
  'insecure-url': ['shop', 'manual', 'entry', 'linking', 'account'],
  'malformed-amount': ['shop', 'manual', 'wallet'],
  'amount-too-fine': PAID,
  'asset-mismatch': PAID,
  'amount-mismatch': PAID,
  'amount-open': PAID,
  'hidden-characters': ['entry'],
  'link-addition': ['entry', 'linking'],
  'not-payable': ['entry'],
  'payable-unknown': PAID,
  'payable-completed': PAID,
  'payable-expired': PAID,
  'payable-changed': PAID,
  'payee-not-payable': PAID,
  'not-registered': PAID,
  'order-not-signed': PAID,
  'not-a-gateway': PAID,
  'no-settlement': PAID,
  unreachable: EVERYBODY,
  timeout: EVERYBODY,
  redirected: EVERYBODY,
  'not-json': EVERYBODY,
  'too-large': EVERYBODY,
  malformed: EVERYBODY,
  'server-error': EVERYBODY,
  refused: EVERYBODY,
  'clock-skew': EVERYBODY,
  'no-wallet': ['shop', 'manual', 'wallet'],
  'key-removed': ['shop', 'manual', 'wallet'],
  'wallet-nameless': ['shop', 'manual', 'linking'],
  'token-dead': PAID,
  'not-an-issuer': PAID,
  'uplink-refused': ['shop', 'manual', 'account'],
  'quote-refused': ['shop', 'manual', 'wallet'],
  'quote-mismatch': PAID,
  'quote-expired': PAID,
  'debit-rose': PAID,
  'amount-too-small': PAID,
  'consent-denied': PAID,
  'consent-closed': PAID,
  'consent-expired': PAID,
  'consent-forged': PAID,
  'consent-lost': PAID,
  'right-revoked': PAID,
  'right-expired': PAID,
  'right-refused': PAID,
  'grant-wider': PAID,
  'over-limit': PAID,
  'consent-elsewhere': ['shop', 'manual', 'wallet'],
  'payment-refused': PAID,
  'payment-failed': PAID,
  'paid-in-part': PAID,
  'insufficient-funds': PAID,
  'answer-lost': PAID,
  'refusal-in-doubt': PAID,
  'settlement-late': PAID,
  'sender-unknown': PAID,
  'proof-missing': PAID,
  'proof-invalid': PAID,
  'debited-more': PAID,
  'part-debited-more': PAID,
  'page-gone': ['shop'],
  'other-method-chosen': ['shop'],
  'other-method-blocked': ['shop'],
  'over-own-cap': PAID,
  'approval-mismatch': PAID,
  'approval-early': PAID,
  'not-a-wallet-address': ['entry', 'linking'],
  'address-leads-on': ['linking'],
  'address-without-name': ['entry', 'linking'],
  'already-linked': ['linking'],
  'not-a-server-address': ['account'],
  'not-an-uplink': ['account'],
  aborted: EVERYBODY,
  'storage-failed': EVERYBODY,
  internal: EVERYBODY,
};
