import type { DecimalAmount } from './amount.ts';

/** Where a request came from, as the browser says it, never as the page says it. */
export interface PageSource {
  /** Origin of the frame that asked. */
  readonly origin: string;
  /** Origin of the tab's top page; the same as `origin` unless the shop is in a frame. */
  readonly topOrigin: string;
  readonly tabId: number;
  readonly frameId: number;
  readonly documentId: string;
}

export interface DisplayItem {
  readonly label: string;
  readonly amount: DecimalAmount;
  readonly pending?: boolean;
}

/** What the page asks a rail to pay: the rail's id, the key of the request data and its value, already parsed by the rail. */
export interface RailRequest {
  readonly rail: string;
  /** The one key of the method data, e.g. `incomingPayment` or `walletAddress`. */
  readonly kind: string;
  /** For both Open Payments kinds an https URL. */
  readonly target: string;
}

/** What a page or a person asked for, frozen when it was asked. */
export interface Intent {
  /** `PaymentRequest.id`. */
  readonly requestId: string;
  readonly source: PageSource;
  /** The payment method identifier by which the page called. */
  readonly methodName: string;
  readonly request: RailRequest;
  readonly total: DecimalAmount;
  readonly items: readonly DisplayItem[];
  /** True until `show(detailsPromise)` or `updateWith` has settled: nothing can be approved before. */
  readonly pending: boolean;
}
