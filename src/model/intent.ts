import type { DecimalAmount } from './amount.ts';

/** The page that requested the payment, as the browser reports it, never as the page does. */
export interface PageSource {
  readonly kind: 'page';
  /** Origin of the requesting frame. */
  readonly origin: string;
  /** Origin of the top document; equal to `origin` unless the shop is in a frame. */
  readonly topOrigin: string;
  readonly tabId: number;
  readonly frameId: number;
  /** Empty if the browser does not report it. */
  readonly documentId: string;
}

/** How the user found the payable: on a page, as a code in an image, as typed text, in a link's context menu, or by "Try it". */
export const ENTRY_POINTS = ['found', 'scanned', 'typed', 'menu', 'practice'] as const;
export type EntryPoint = (typeof ENTRY_POINTS)[number];

/** The user requested the payment; no page waits for a result. */
export interface UserSource {
  readonly kind: 'user';
  readonly via: EntryPoint;
  /** Origin of the page on which it was found, if there is one. */
  readonly origin?: string;
  /** The tab in whose window the sheet opens. */
  readonly tabId?: number;
}

/** Where a payment was requested. A new source is a member here; what has to know it does not compile without. */
export type Source = PageSource | UserSource;

/** Whether a page waits for the payment. */
export function isFromPage(source: Source): source is PageSource {
  return source.kind === 'page';
}

/**
 * Whether two sources are the same document of the same frame. A document without an id equals no other, not even itself: with tab and
 * frame only, the next page of a tab would be confused with the previous one.
 */
export function isSameDocument(a: PageSource, b: PageSource): boolean {
  const isSamePlace = a.origin === b.origin && a.topOrigin === b.topOrigin && a.tabId === b.tabId && a.frameId === b.frameId;
  return isSamePlace && a.documentId !== '' && a.documentId === b.documentId;
}

export interface DisplayItem {
  readonly label: string;
  readonly amount: DecimalAmount;
  readonly pending?: boolean;
}

/** What a rail is requested to pay: the rail's id, the key of the request data and its value, parsed by the rail. */
export interface RailRequest {
  readonly rail: string;
  /** The key of the method data, such as `incomingPayment`, `walletAddress` or `invoice`. */
  readonly kind: string;
  /** An https URL in all these cases. */
  readonly target: string;
  /** What else the rail has to know of it; each text means something to that rail only. */
  readonly details?: Readonly<Record<string, string>>;
}

/** The request of a page or a user. Immutable after it was recorded. */
export interface Intent {
  /** `PaymentRequest.id`; random for requests of the user. */
  readonly requestId: string;
  readonly source: Source;
  /** The payment method identifier of the request. */
  readonly methodName?: string;
  readonly request: RailRequest;
  /** The total that the page or the user gives. Absent if the user gave only a payable: then the payee's server gives the amount. */
  readonly total?: DecimalAmount;
  readonly items: readonly DisplayItem[];
  /** True until the promise of `show(detailsPromise)` or `updateWith` has settled: before that nothing can be approved. */
  readonly pending: boolean;
}
