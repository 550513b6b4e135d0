/**
 * What may be done after an error: `never` again with the same facts, `safe` to repeat (nothing happened), or `check-first`:
 * something may have happened, so both sides are read before anything is repeated.
 */
export type Retry = 'never' | 'safe' | 'check-first';

/**
 * Every way in which a payment or a link can go wrong, each with its retry rule.
 * The words that people read stand in `public/_locales` under `error_<code>`, with `_` for `-`.
 */
export const ERRORS = {
  // What the page asked for.
  'invalid-request': 'never',
  'insecure-url': 'never',
  'malformed-amount': 'never',
  'amount-too-fine': 'never',
  'asset-mismatch': 'never',
  'amount-mismatch': 'never',
  // Neither the page nor the user nor the payee says how much.
  'amount-open': 'never',
  // What the user brought: a text or a code with characters that are not drawn, a link with a parameter (`params.stated`) that nobody knows,
  // or nothing that can be paid.
  'hidden-characters': 'never',
  'link-addition': 'never',
  'not-payable': 'never',
  // What the payee's server says.
  'payable-unknown': 'never',
  'payable-completed': 'never',
  'payable-expired': 'never',
  'payable-changed': 'never',
  'payee-not-payable': 'never',
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
  // Its provider pays no invoices; another wallet's may.
  'not-an-issuer': 'safe',
  // The connector does not take the account's secret.
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
  // A right to pay that was there: taken back at the wallet, over by its own time, or not enough for this payment.
  'right-revoked': 'safe',
  'right-expired': 'safe',
  'right-refused': 'safe',
  'grant-wider': 'never',
  'over-limit': 'safe',
  // The wallet sends the user to a host that is neither its authorization server's site nor its own.
  'consent-elsewhere': 'never',
  // The payment itself.
  'payment-refused': 'safe',
  'payment-failed': 'safe',
  // The payer's wallet gave up after a part had arrived.
  'paid-in-part': 'check-first',
  'insufficient-funds': 'safe',
  'answer-lost': 'check-first',
  // It refused the payment under an allowance, and does not tell whether an earlier copy of that request was taken. Stands in the history.
  'refusal-in-doubt': 'check-first',
  'settlement-late': 'check-first',
  // The payee has what was due, and the payer's wallet does not say that it sent it: somebody else may have paid.
  'sender-unknown': 'check-first',
  // The payer's wallet says that it took more than was approved. Stands on a receipt; nothing failed.
  'debited-more': 'never',
  // The same of a payment of which only a part arrived.
  'part-debited-more': 'check-first',
  /** The page that asked went away before the user had approved. */
  'page-gone': 'safe',
  /** The user pays with another method that the page lists; the browser's own handling has the order. */
  'other-method-chosen': 'safe',
  /** The same, but the browser wants a press in the page first. */
  'other-method-blocked': 'safe',
  // The approval.
  // Over a limit that the user set here; `params.what` says which.
  'over-own-cap': 'safe',
  'approval-mismatch': 'never',
  'approval-early': 'safe',
  // Linking.
  'not-a-wallet-address': 'never',
  // The wallet stands at another address (`params.actual`), which the user has not seen yet.
  'address-leads-on': 'never',
  // A host and nothing after it, where no wallet is at the host itself.
  'address-without-name': 'never',
  'already-linked': 'never',
  // What was typed for an account's server is no address.
  'not-a-server-address': 'never',
  'not-an-uplink': 'never',
  // Ours.
  aborted: 'safe',
  'storage-failed': 'safe',
  internal: 'check-first',
} as const satisfies Record<string, Retry>;

export type ErrorCode = keyof typeof ERRORS;

const RIGHT_GONE: ReadonlySet<ErrorCode> = new Set(['consent-lost', 'token-dead', 'right-revoked', 'right-expired', 'right-refused']);

/** Whether an error says that a right to pay is gone for good: only the user's consent at the wallet gives another. */
export function isRightGone(code: ErrorCode): boolean {
  return RIGHT_GONE.has(code);
}

/** Plain facts for the words: host, amounts, names. Never a token, a key or a nonce. */
export type ErrorParams = Readonly<Record<string, string>>;

/** The one error of the engine, the rails and the wallets. Its `message` is for developers; people read words made from `code` and `params`. */
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

/** Any thrown value as a `TenderError`; what is unknown becomes `internal` with its cause kept. */
export function toTenderError(thrown: unknown): TenderError {
  return thrown instanceof TenderError ? thrown : new TenderError('internal', { cause: thrown });
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
