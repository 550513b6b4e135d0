import type { DecimalAmount } from './amount.ts';

/** Where a request came from, as the browser says it, never as the page says it. */
export interface PageSource {
  /** Origin of the frame that asked. */
  readonly origin: string;
  /** Origin of the tab's top page; the same as `origin` unless the shop is in a frame. */
  readonly topOrigin: string;
  readonly tabId: number;
  readonly frameId: number;
  /** Empty where the browser does not say it. */
  readonly documentId: string;
}

/** How the user came to what they want to pay: a page showed it, a code in a picture, text of their own, or a link's context menu. */
export const ENTRY_POINTS = ['found', 'scanned', 'typed', 'menu'] as const;
export type EntryPoint = (typeof ENTRY_POINTS)[number];

/** The user asked by themselves; no page waits for an answer. */
export interface PersonSource {
  readonly via: EntryPoint;
  /** Origin of the page on which it was found, where there is one. */
  readonly origin?: string;
  /** The tab in whose window the sheet belongs. */
  readonly tabId?: number;
}

export type Source = PageSource | PersonSource;

/** Whether a page waits for the payment. */
export function isFromPage(source: Source): source is PageSource {
  return 'documentId' in source;
}

/**
 * Whether two sources are the same document of the same frame. A document without an id is the same as no other, not even as itself: by
 * tab and frame alone, the next page in a tab would be taken for the one before.
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

/** What the page asks a rail to pay: the rail's id, the key of the request data and its value, already parsed by the rail. */
export interface RailRequest {
  readonly rail: string;
  /** The one key of the method data, e.g. `incomingPayment`, `walletAddress` or `invoice`. */
  readonly kind: string;
  /** An https URL for all of these. */
  readonly target: string;
}

/** What a page or a user asked for, frozen when it was asked. */
export interface Intent {
  /** `PaymentRequest.id`; what the user asks for has a random one. */
  readonly requestId: string;
  readonly source: Source;
  /** The payment method identifier by which the page called. */
  readonly methodName?: string;
  readonly request: RailRequest;
  /** What the page, or the user, says is to be paid. Absent where the user only pointed at it: then the payee's own server says it. */
  readonly total?: DecimalAmount;
  readonly items: readonly DisplayItem[];
  /** True until `show(detailsPromise)` or `updateWith` has settled: nothing can be approved before. */
  readonly pending: boolean;
}
