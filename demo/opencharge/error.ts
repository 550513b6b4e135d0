/** The protocol's error codes with their HTTP status. */
const statuses = {
  INVALID_REQUEST: 400,
  INVALID_SIGNATURE: 401,
  TIMESTAMP_EXPIRED: 401,
  NONCE_REUSED: 401,
  UNKNOWN_OCID: 401,
  METADATA_UNAVAILABLE: 502,
  INVALID_PROOF: 400,
  PROOF_SIGNATURE_INVALID: 400,
  ISSUER_NOT_ACCEPTED: 400,
  AMOUNT_MISMATCH: 400,
  CURRENCY_MISMATCH: 400,
  TXID_NOT_FOUND: 404,
  TRANSACTION_EXPIRED: 410,
  INSUFFICIENT_FUNDS: 402,
  CAPABILITY_NOT_SUPPORTED: 400,
  ORDER_NOT_FOUND: 404,
  MERCHANT_NOT_REGISTERED: 404,
  PAYMENT_NOT_FOUND: 404,
  PAYMENT_EXPIRED: 410,
  ACCOUNT_NOT_FOUND: 404,
  SESSION_NOT_FOUND: 404,
  INVALID_STATE: 409,
  FORBIDDEN: 403,
} as const;

export type OpenChargeCode = keyof typeof statuses;

export function isOpenChargeCode(code: string): code is OpenChargeCode {
  return Object.hasOwn(statuses, code);
}

/** A refusal as the protocol writes it: `{ error: { code, message } }`. */
export class OpenChargeError extends Error {
  override name = 'OpenChargeError';
  readonly code: OpenChargeCode;
  readonly status: number;

  constructor(code: OpenChargeCode, message: string, status: number = statuses[code]) {
    super(message);
    this.code = code;
    this.status = status;
  }

  toResponse(): Response {
    return Response.json({ error: { code: this.code, message: this.message } }, { status: this.status });
  }
}
