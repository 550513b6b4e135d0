import type { Runtime } from 'webextension-polyfill';
import type { ManualPaymentView } from '../messages/manual-payment.ts';
import type { PageSource } from '../model/intent.ts';
import type { Payment } from '../model/payment.ts';

/* What the controllers need of the browser. `background/` implements it with the extension's APIs, tests with plain objects. */

/** What a page has to pay, as the popup lists it. */
export type OnPage = Pick<ManualPaymentView, 'found' | 'more' | 'inFront'>;

/** A place on the options page, as its address names it: a section, or a payment's receipt in the history. */
export type OptionsPlace = 'safety' | 'history' | `history/${string}`;

/** Where a page's port comes from, as the browser says it; nothing for a port that is not a content script's in a web page. */
export type PageSourceOf = (port: Runtime.Port) => Promise<PageSource | undefined>;

/** The sheet's own window. */
export interface SheetWindowControl {
  /** Takes the window of a sheet that is open already as the sheet's own. */
  adopt(windowId: number | undefined): Promise<void>;
  close(): Promise<void>;
}

/** The tabs with wallets' consent pages. */
export interface ConsentTabViewer {
  /** Brings a payment's consent page to the front. */
  show(paymentId: string): Promise<void>;
}

/** The pages' picture-in-picture windows, which may cover what the sheet says. */
export interface PictureInPictureWindows {
  /** Has all pages say what is open. */
  ask(): Promise<void>;
  mayCover(payment: Pick<Payment, 'intent'>): boolean;
  close(payment: Pick<Payment, 'intent'>): void;
}
