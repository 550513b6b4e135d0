// Types for shops that take Tender: copy this file. Checked against the extension's own parsers by its tests.

/** `supportedMethods` in the method data of a `PaymentRequest`. */
export type InterledgerMethod = 'interledger';

/** `data` of the method: exactly one of the keys. */
export type InterledgerData =
  /** URL of an incoming payment at your wallet. */
  | { readonly incomingPayment: string; readonly walletAddress?: never; readonly invoice?: never }
  /** Your wallet address: Tender creates the incoming payment for the request's total. */
  | { readonly walletAddress: string; readonly incomingPayment?: never; readonly invoice?: never }
  /** URL or name of an invoice. */
  | { readonly invoice: string; readonly incomingPayment?: never; readonly walletAddress?: never };

export interface InterledgerAmount {
  /** In the asset's smallest unit, as decimal digits. */
  readonly value: string;
  readonly assetCode: string;
  readonly assetScale: number;
}

/** `details` of the `PaymentResponse`. Never proof of a payment: ask your own wallet. */
export interface InterledgerDetails {
  /** What was paid: exactly one of these two. */
  readonly incomingPayment?: string;
  readonly invoice?: string;
  readonly status: 'completed';
  readonly receivedAmount?: InterledgerAmount;
}

/** `name` of what `show()` rejects with. */
export type InterledgerErrorName = 'AbortError' | 'OperationError' | 'SecurityError' | 'TypeError' | 'NotSupportedError';
