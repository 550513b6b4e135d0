/**
 * Between the sheet's first face, where a user brings something to pay, and the worker, over one runtime port. The worker sends the
 * whole view at each change. What is asked for shows up in the sheet like any other payment.
 */

import type { DecimalAmount, WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { EntryPoint } from '../model/intent.ts';

export const MANUAL_PAYMENT_PORT = 'bring';

/** No picture is read for more codes than this. */
export const MOST_CODES = 12;

/** Where the user was: what the browser says of the tab and, for what was found on it, of its page. */
export interface OpenedFrom {
  readonly tabId: number;
  /** An https origin. */
  readonly origin?: string;
}

/** Something to pay on the page in front, or in one of several codes. */
export interface FoundPayable {
  readonly url: string;
  /** Punycode-safe. */
  readonly host: string;
  readonly kind: 'incomingPayment' | 'invoice' | 'walletAddress';
  /** What its link says on the page. Untrusted text; absent where it says nothing, and for codes. */
  readonly text?: string;
}

/** Whom the user wants to pay, as the payee's own server says it. */
export interface ManualPayee {
  readonly address: string;
  readonly host: string;
  /** The host of the address that the user brought, where that one led to this. */
  readonly ledFrom?: string;
  /** Untrusted text. */
  readonly name?: string;
  readonly asset: { readonly code: string; readonly scale: number };
  /** The host is made to be taken for another one: for `like`, or, where that is absent, it mixes alphabets. */
  readonly looksLike?: { readonly like?: string };
}

/** The answer to the last thing that was brought. `ticket` is that of the command; absent for a link's menu. */
export type ManualPaymentAnswer =
  | { readonly ticket?: string; readonly state: 'working' }
  /** A payee who has to be told how much. */
  | {
      readonly ticket?: string;
      readonly state: 'amount';
      readonly payee: ManualPayee;
      readonly via: EntryPoint;
      readonly from?: OpenedFrom;
    }
  /** A picture with several codes that can be paid. */
  | { readonly ticket?: string; readonly state: 'choice'; readonly choices: readonly FoundPayable[] }
  | { readonly ticket?: string; readonly state: 'failed'; readonly problem: { readonly code: ErrorCode; readonly params: ErrorParams } };

export interface ManualPaymentView {
  readonly found: readonly FoundPayable[];
  /** How many more the page has. */
  readonly more: number;
  /** The tab in front, and its page's origin. */
  readonly inFront?: OpenedFrom;
  readonly answer?: ManualPaymentAnswer;
  /** The last payments that were made or are open, the newest first. */
  readonly recent?: readonly RecentPayment[];
}

/** A payment that was made, in part or in full, or whose end is not known. */
export interface RecentPayment {
  readonly id: string;
  /** The shop's, or the payee's where no page asked. */
  readonly host: string;
  readonly state: 'paid' | 'in-part' | 'open';
  /** What left the payer's wallet, or would have. */
  readonly debit?: WireAmount;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type ManualPaymentCommand = PayCommand | ScanCommand;

/** The codes of one picture, of which one is to be paid. */
export interface ScanCommand {
  readonly type: 'scan';
  readonly ticket: string;
  readonly texts: readonly string[];
  readonly from?: OpenedFrom;
}

/** `ticket` is random and names one wish: sent twice, it is one payment. */
export interface PayCommand {
  readonly type: 'pay';
  readonly ticket: string;
  readonly via: EntryPoint;
  /** A URL, a `//host/path` name, a wallet address or a payment pointer. */
  readonly text: string;
  /** What the user typed, in the payee's currency; wallet addresses need it. */
  readonly amount?: DecimalAmount;
  readonly from?: OpenedFrom;
}
