/** Between the payment sheet (`popup/`) and the worker, over one runtime port. The worker sends the whole view at each change. */

import type { WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { EntryPoint } from '../model/intent.ts';
import type { Permission } from '../model/permission.ts';
import type { PasskeyReason } from '../limits/security-settings.ts';
import type { AllowanceGone, SheetAllowance } from './allowance.ts';
import type { PasskeyAssertion, PasskeyQuestion } from './passkey.ts';

export const SHEET_PORT = 'sheet';

/** The port's name says which payment the sheet shows already: a worker that was restarted meanwhile cannot know it. */
export function sheetPortName(shownPaymentId: string | undefined): string {
  return shownPaymentId === undefined ? SHEET_PORT : `${SHEET_PORT}/${shownPaymentId}`;
}

/** What a port's name says, or nothing for the port of another page. */
export function parseSheetPortName(name: string): { readonly shownPaymentId: string | undefined } | undefined {
  const [page, shownPaymentId] = name.split('/');
  return page === SHEET_PORT ? { shownPaymentId } : undefined;
}

export interface SheetWallet {
  readonly id: string;
  /** Untrusted text; absent when the wallet gives no public name. */
  readonly name?: string;
  readonly address: string;
  readonly host: string;
  readonly asset: { readonly code: string; readonly scale: number };
}

export interface SheetItem {
  readonly label: string;
  readonly amount: { readonly currency: string; readonly value: string };
  readonly pending: boolean;
}

export interface SheetQuote {
  readonly debit: WireAmount;
  readonly receive: WireAmount;
  /** Debit less what is sent, in the payer's asset; only where the wallet's figures prove it. */
  readonly fee?: WireAmount;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * The face that the sheet shows:
 * - `pricing`: facts still arrive (skeleton); `ready`: everything agreed, waiting for the user;
 * - `permission`: a request waits for a press of its own;
 * - `link`: no wallet linked yet; `consent`: the wallet's page is open in a tab; `paying`: consent given, money on its way;
 * - `paid`, `declined`, `failed`, `expired`: over; `checking`: unsure, both sides are being read.
 */
export const SHEET_FACES = [
  'pricing',
  'ready',
  'permission',
  'link',
  'consent',
  'paying',
  'paid',
  'declined',
  'failed',
  'expired',
  'checking',
] as const;
export type SheetFace = (typeof SHEET_FACES)[number];

/** Why a host is taken for another one; see `model/payees/lookalike.ts`. `like` is absent where the host mixes alphabets by itself. */
export interface SheetLikeness {
  readonly why: 'confusable' | 'near' | 'other-ending' | 'inside' | 'mixed-scripts';
  readonly host: string;
  readonly like?: string;
}

/** What a press of its own allows before any approval. */
export type SheetPermission = Permission;

/** What past payments say about this shop and its payee. */
export interface SheetMemory {
  readonly verdict:
    | { readonly kind: 'first' }
    | { readonly kind: 'known'; readonly times: number; readonly lastAt: number }
    /** Who was paid the last time and who would be now: hosts, or whole addresses where the host is the same. */
    | { readonly kind: 'changed'; readonly before: string; readonly now: string };
  readonly likenesses: readonly { readonly of: 'shop' | 'payee'; readonly likeness: SheetLikeness }[];
  /** True where the user has to confirm a look before Pay counts. */
  readonly needsConfirmation: boolean;
}

/** The user's own limits, and what has to be done before Pay counts. */
export interface SheetSafety {
  /** The limit that this payment would break: it cannot be paid. */
  readonly over?: { readonly kind: 'payment' | 'day'; readonly cap: WireAmount; readonly left: WireAmount };
  /** What is left today at this site, where such a limit is set. */
  readonly leftToday?: WireAmount;
  /** The passkey has to sign this challenge, which ends in the digest; `waitUntil`: too many tries failed. */
  readonly passkey?: PasskeyQuestion & { readonly reason: PasskeyReason; readonly waitUntil?: number };
  /** The settings cannot be read, so nothing can be paid. */
  readonly unreadable?: true;
}

export interface SheetPayee {
  /** Untrusted text. */
  readonly name?: string;
  readonly host: string;
  readonly verified: boolean;
  /** Its wallet demanded to know who asks, and was told the payer's wallet address. */
  readonly knowsYou?: true;
  /** Another host than the payee's own says so: it may claim to be somebody else. */
  readonly saidBy?: string;
}

export interface SheetPayment {
  readonly paymentId: string;
  readonly face: SheetFace;
  /**
   * Punycode-safe host of the page that asked, or on which the user found it; `frameOf` is the top page's host where the shop sits in a
   * frame of another site. Absent for what comes from no page.
   */
  readonly shop?: { readonly host: string; readonly frameOf?: string };
  /** Set where no page asked: how the user came to it. */
  readonly via?: EntryPoint;
  /** What is paid: a page's order, else an invoice or payment link, or a wallet address that the user brought. */
  readonly subject: 'order' | 'invoice' | 'person';
  readonly payee?: SheetPayee;
  /** Untrusted text: the payee's words for what is paid. */
  readonly description?: string;
  /** What others, or an earlier payment, paid of it already; absent for nothing. */
  readonly receivedBefore?: WireAmount;
  /** On `pricing` and `ready`, once it is known who is paid. */
  readonly payeeMemory?: SheetMemory;
  /** On `permission` only: what the press allows. */
  readonly permission?: SheetPermission;
  /** On `ready` only. */
  readonly safety?: SheetSafety;
  /** A page has a picture-in-picture window open, which may cover the sheet: nothing can be paid until it is closed. */
  readonly isCovered?: true;
  /** The total as the page stated it, else what the payee says is due; absent until one of them has said it. */
  readonly total?: { readonly currency: string; readonly value: string };
  readonly items: readonly SheetItem[];
  /** The wallet to pay from. */
  readonly wallet?: SheetWallet;
  readonly wallets: readonly SheetWallet[];
  readonly quote?: SheetQuote;
  /** On `pricing`: since when the price is awaited, milliseconds since the epoch. */
  readonly pricingSince?: number;
  /** True where the debit is the most that can leave the account; the receipt then says what did. */
  readonly isDebitMost?: true;
  /** On `paying` and `checking`, where it is known: how much of what is due has arrived. */
  readonly arrived?: { readonly amount: WireAmount; readonly of: WireAmount };
  /** Set when a re-quote raised the debit: what was shown before, so that the sheet can say it. */
  readonly debitBefore?: WireAmount;
  /** The allowance of the wallet that pays; present on `ready` only. */
  readonly allowance?: SheetAllowance;
  /** On `ready` and `consent`: why the wallet asks this time, although there was an allowance. */
  readonly allowanceGone?: AllowanceGone;
  /** True once it is paid under an allowance: nobody is asked at the wallet. */
  readonly underAllowance?: boolean;
  /** What the approval is bound to; present on `ready` only. */
  readonly digest?: string;
  readonly failure?: { readonly code: ErrorCode; readonly params: ErrorParams };
  /** True where choosing another wallet or trying again makes sense: no money moved, or (`paid-in-part`) only the rest would. */
  readonly retriable: boolean;
  /** Another try can help, and this payment takes none (any more): it has to start over where it came from. */
  readonly startOver?: true;
  /** The browser can pay the order with another method that the page lists. */
  readonly otherMethods?: true;
  /** On `failed`, `expired` and `checking`: the payment in plain text for somebody who helps, without secrets. */
  readonly report?: string;
  readonly receipt?: SheetReceipt;
}

export interface SheetReceipt {
  readonly received: WireAmount;
  readonly debit: WireAmount;
  /** True where the debit is only the most that can have left. */
  readonly isDebitMost?: true;
  /** What was approved, where the wallet says that it took more; `warning` says it in words. */
  readonly approved?: WireAmount;
  readonly warning?: { readonly code: ErrorCode; readonly params: ErrorParams };
  readonly fee?: WireAmount;
  readonly at: number;
}

/** `payment` is absent when nothing waits for the user. */
export interface SheetView {
  readonly payment?: SheetPayment;
  /** The payment that the sheet shows is done with: the sheet closes, and shows nothing else before. */
  readonly closes?: true;
  /** Where no payment waits, or it waits for a wallet: one that has not got Tender's key. */
  readonly unfinished?: { readonly host: string };
}

export type SheetCommand =
  /** The user pressed Pay on exactly the facts behind `digest`. */
  | {
      readonly type: 'approve';
      readonly paymentId: string;
      readonly digest: string;
      /** The user confirmed the look that a warning asks for. */
      readonly warningConfirmed?: true;
      /** The passkey's answer, where one was asked for. */
      readonly assertion?: PasskeyAssertion;
    }
  /** The user allowed exactly that, before any approval. */
  | { readonly type: 'permit'; readonly paymentId: string; readonly permission: SheetPermission }
  /** Close the picture-in-picture windows that may cover the sheet. */
  | { readonly type: 'close-cover'; readonly paymentId: string }
  | { readonly type: 'cancel'; readonly paymentId: string }
  /** Pay the order with another method that the page lists: the browser's own handling takes over. */
  | { readonly type: 'other-methods'; readonly paymentId: string }
  | { readonly type: 'choose-wallet'; readonly paymentId: string; readonly walletId: string }
  /** Try the same order again after a failure in which no money moved. */
  | { readonly type: 'again'; readonly paymentId: string }
  /** The options page, at its wallets or at the user's limits. */
  | { readonly type: 'open-options'; readonly place?: 'safety' | 'history' }
  /** The history, at the receipt of a payment that the sheet does not show. */
  | { readonly type: 'open-history'; readonly paymentId: string }
  /** Bring the wallet's consent tab to the front. */
  | { readonly type: 'show-consent'; readonly paymentId: string }
  /** The user has seen the result; the sheet closes and the shop's tab comes to the front. */
  | { readonly type: 'dismiss'; readonly paymentId: string }
  /** The user has seen the result and wants its receipt: the history opens there. */
  | { readonly type: 'show-receipt'; readonly paymentId: string };
