/**
 * Messages between the sheet's home screen, where the user enters a payment, and the worker, over one runtime port. The worker sends the
 * whole view at each change. The sheet then shows the payment like every other.
 */

import type { DecimalAmount, WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { EntryPoint } from '../model/intent.ts';

export const MANUAL_PAYMENT_PORT = 'bring';

/** Maximum number of codes that are read in one image. */
export const MAX_CODES = 12;

/** The tab in which the user found the payable, as the browser reports it, and the origin of its page. */
export interface OpenedFrom {
  readonly tabId: number;
  /** An https origin. */
  readonly origin?: string;
}

/** A payable on the active page, or in one of several codes. */
export interface FoundPayable {
  readonly url: string;
  /** Punycode-safe. */
  readonly host: string;
  /** `checkout`: the page itself, a hosted checkout. */
  readonly kind: 'incomingPayment' | 'invoice' | 'walletAddress' | 'checkout';
  /** Text of its link on the page. Untrusted; absent if there is none, and for codes. */
  readonly text?: string;
}

/** The payee as its own server describes it. */
export interface ManualPayee {
  readonly address: string;
  readonly host: string;
  /** Host of the address that the user entered, if it redirected to this one. */
  readonly ledFrom?: string;
  /** Untrusted text. */
  readonly name?: string;
  readonly asset: { readonly code: string; readonly scale: number };
  /** The host resembles another one: `like`, or it mixes scripts if that is absent. */
  readonly looksLike?: { readonly like?: string };
}

/** The answer to the last request. `ticket` is that of the command; absent for a link's context menu. */
export type ManualPaymentAnswer =
  | { readonly ticket?: string; readonly state: 'working' }
  /** A payee whose amount the user must enter. */
  | {
      readonly ticket?: string;
      readonly state: 'amount';
      readonly payee: ManualPayee;
      readonly via: EntryPoint;
      readonly from?: OpenedFrom;
    }
  /** An image with several codes of payables. */
  | { readonly ticket?: string; readonly state: 'choice'; readonly choices: readonly FoundPayable[] }
  | { readonly ticket?: string; readonly state: 'failed'; readonly problem: { readonly code: ErrorCode; readonly params: ErrorParams } };

export interface ManualPaymentView {
  readonly found: readonly FoundPayable[];
  /** Number of further payables on the page. */
  readonly more: number;
  /** The active tab and its page's origin. */
  readonly inFront?: OpenedFrom;
  readonly answer?: ManualPaymentAnswer;
  /** The latest payments that were made or are in progress, newest first. */
  readonly recent?: readonly RecentPayment[];
}

/** A payment that was made completely or partially, or has an unknown result. */
export interface RecentPayment {
  readonly id: string;
  /** The shop's host, or the payee's if no page requested the payment. */
  readonly host: string;
  readonly state: 'paid' | 'in-part' | 'open';
  /** The debit of the payer's wallet, or the expected one. */
  readonly debit?: WireAmount;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type ManualPaymentCommand = PayCommand | ScanCommand;

/** The codes of one image, of which one is to be paid. */
export interface ScanCommand {
  readonly type: 'scan';
  readonly ticket: string;
  readonly texts: readonly string[];
  readonly from?: OpenedFrom;
}

/** `ticket` is random and identifies a request: a repeated command makes no second payment. */
export interface PayCommand {
  readonly type: 'pay';
  readonly ticket: string;
  readonly via: EntryPoint;
  /** A URL, a `//host/path` name, a wallet address or a payment pointer. */
  readonly text: string;
  /** `text` is the URL of a hosted checkout page. */
  readonly isCheckout?: true;
  /** The user's input in the payee's currency; required for wallet addresses. */
  readonly amount?: DecimalAmount;
  readonly from?: OpenedFrom;
}
