// Types for shops that take Tender: copy this file. Checked against the extension's own parsers by its tests.

/** `supportedMethods` in the method data of a `PaymentRequest`. */
export type InterledgerMethod = 'interledger';

/** `data` of the method: exactly one of the keys. */
export type InterledgerData =
  /** URL of an incoming payment at your wallet. */
  | { readonly incomingPayment: string; readonly walletAddress?: never; readonly invoice?: never; readonly opencharge?: never }
  /** Your wallet address: Tender creates the incoming payment for the request's total. */
  | { readonly walletAddress: string; readonly incomingPayment?: never; readonly invoice?: never; readonly opencharge?: never }
  /** URL or name of an invoice. */
  | { readonly invoice: string; readonly incomingPayment?: never; readonly walletAddress?: never; readonly opencharge?: never }
  /** An order that you signed. */
  | { readonly opencharge: OpenChargeData; readonly incomingPayment?: never; readonly walletAddress?: never; readonly invoice?: never };

export interface OpenChargeData {
  /** Exactly what was signed. */
  readonly order: OpenChargeOrder;
  /** r, s and v in hex, over the order's canonical JSON. */
  readonly signature: string;
  /** The `ocid` of the order. */
  readonly merchantOcid: string;
  /** Where the payment gateway has opened the checkout. */
  readonly checkoutUrl: string;
}

/** Other fields are signed as well, and not used. */
export interface OpenChargeOrder {
  readonly ocid: string;
  readonly id: string;
  /** A positive decimal. */
  readonly amount: string;
  readonly currency: string;
  readonly items?: readonly OpenChargeItem[];
  readonly memo?: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** OCIDs of those whose proof of payment you take. */
  readonly accepts: readonly string[];
}

export interface OpenChargeItem {
  readonly name: string;
  readonly quantity: number;
  /** Of one, a decimal. */
  readonly price: string;
}

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
