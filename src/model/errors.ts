/**
 * What may be done after an error: `never`: do not repeat with the same facts; `safe`: nothing happened, so it may be repeated;
 * `check-first`: something may have happened, so both sides are read before anything is repeated.
 */
export type Retry = 'never' | 'safe' | 'check-first';

/**
 * All errors of payments and links, each with its retry rule. The texts for users are in `public/_locales` under `error_<code>`, with `_`
 * for `-`.
 */
export const ERRORS = {
  // The page's request.
  'invalid-request': 'never',
  'insecure-url': 'never',
  'malformed-amount': 'never',
  'amount-too-fine': 'never',
  'asset-mismatch': 'never',
  'amount-mismatch': 'never',
  // Neither the page nor the user nor the payee gives an amount.
  'amount-open': 'never',
  // The user's input: a text or code with invisible characters, a link with an unknown parameter (`params.stated`), or nothing that can be
  // paid.
  'hidden-characters': 'never',
  'link-addition': 'never',
  'not-payable': 'never',
  // The payee's server.
  'payable-unknown': 'never',
  'payable-completed': 'never',
  'payable-expired': 'never',
  'payable-changed': 'never',
  'payee-not-payable': 'never',
  // An order that its merchant signs. Nobody of this number stands in the registry.
  'not-registered': 'never',
  // The signature is not the registered key's over exactly this order.
  'order-not-signed': 'never',
  // The order is to be paid at a server that is no gateway of the merchant's (`params.host`), or that has another order.
  'not-a-gateway': 'never',
  // The merchant takes proofs of nobody through whom the gateway can settle.
  'no-settlement': 'never',
  // Any server, by `params.host`.
  unreachable: 'safe',
  timeout: 'safe',
  redirected: 'never',
  'not-json': 'never',
  'too-large': 'never',
  malformed: 'never',
  'server-error': 'safe',
  refused: 'never',
  'clock-skew': 'safe',
  // The payer's wallet.
  'no-wallet': 'safe',
  'key-removed': 'safe',
  'wallet-nameless': 'never',
  'token-dead': 'safe',
  // Its provider does not pay invoices; another wallet's provider may.
  'not-an-issuer': 'safe',
  // The connector refuses the account's secret.
  'uplink-refused': 'safe',
  'quote-refused': 'safe',
  'quote-mismatch': 'never',
  'quote-expired': 'safe',
  'debit-rose': 'safe',
  'amount-too-small': 'never',
  // The consent.
  'consent-denied': 'safe',
  'consent-closed': 'safe',
  'consent-expired': 'safe',
  'consent-forged': 'safe',
  'consent-lost': 'safe',
  // A grant that existed: revoked at the wallet, expired, or not sufficient for this payment.
  'right-revoked': 'safe',
  'right-expired': 'safe',
  'right-refused': 'safe',
  'grant-wider': 'never',
  'over-limit': 'safe',
  // The wallet redirects the user to a host that is on neither its authorization server's nor its own site.
  'consent-elsewhere': 'never',
  // The payment itself.
  'payment-refused': 'safe',
  'payment-failed': 'safe',
  // The payer's wallet stopped after a part had arrived.
  'paid-in-part': 'check-first',
  'insufficient-funds': 'safe',
  'answer-lost': 'check-first',
  // The wallet refused the payment under an allowance, and it is unknown whether it accepted an earlier copy of that request. Only in the
  // history.
  'refusal-in-doubt': 'check-first',
  'settlement-late': 'check-first',
  // The payee has the due amount, but the payer's wallet does not report that it sent it: another payer may have paid.
  'sender-unknown': 'check-first',
  // The payee has the due amount, but no proof of it by a party that the merchant accepts; or the proof is for something else (`params.what`).
  'proof-missing': 'check-first',
  'proof-invalid': 'check-first',
  // The payer's wallet reports a higher debit than approved. Only on a receipt; nothing failed.
  'debited-more': 'never',
  // The same for a payment of which only a part arrived.
  'part-debited-more': 'check-first',
  /** The requesting page was closed before the approval. */
  'page-gone': 'safe',
  /** The user chose another method of the page; the browser handles the order. */
  'other-method-chosen': 'safe',
  /** The same, but the browser requires a user activation in the page first. */
  'other-method-blocked': 'safe',
  // The approval. Over a spending limit of the user; `params.what` names it.
  'over-own-cap': 'safe',
  'approval-mismatch': 'never',
  'approval-early': 'safe',
  // Linking.
  'not-a-wallet-address': 'never',
  // The wallet is at another address (`params.actual`), which the user has not confirmed yet.
  'address-leads-on': 'never',
  // A host without a path, and no wallet at the host itself.
  'address-without-name': 'never',
  'already-linked': 'never',
  // The text for an account's server is not a URL.
  'not-a-server-address': 'never',
  'not-an-uplink': 'never',
  // Internal errors.
  aborted: 'safe',
  'storage-failed': 'safe',
  internal: 'check-first',
} as const satisfies Record<string, Retry>;

export type ErrorCode = keyof typeof ERRORS;

const RIGHT_GONE: ReadonlySet<ErrorCode> = new Set(['consent-lost', 'token-dead', 'right-revoked', 'right-expired', 'right-refused']);

/** Whether an error means that a grant is permanently gone: only another consent at the wallet gives a new one. */
export function isRightGone(code: ErrorCode): boolean {
  return RIGHT_GONE.has(code);
}

/** Facts for the texts: host, amounts, names. Never a token, a key or a nonce. */
export type ErrorParams = Readonly<Record<string, string>>;

/**
 * The only error class of the engine, the rails and the wallets. Its `message` is for developers; users see texts for `code` and `params`.
 */
export class TenderError extends Error {
  override readonly name = 'TenderError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, options: { params?: ErrorParams; cause?: unknown } = {}) {
    const params = options.params ?? {};
    const facts = Object.entries(params).map(([name, value]) => `${name}: ${value}`);
    super([code, ...facts].join(', '), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
  }

  get retry(): Retry {
    return ERRORS[this.code];
  }
}

/** Converts any thrown value to a `TenderError`. Unknown errors become `internal` with their cause. */
export function toTenderError(thrown: unknown): TenderError {
  return thrown instanceof TenderError ? thrown : new TenderError('internal', { cause: thrown });
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
