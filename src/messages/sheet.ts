/** Messages between the payment sheet (`popup/`) and the worker, over one runtime port. The worker sends the whole view at each change. */

import type { WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { EntryPoint } from '../model/intent.ts';
import type { SignedOrder } from '../model/signed-order.ts';
import type { Permission } from '../model/permission.ts';
import type { PasskeyReason } from '../limits/security-settings.ts';
import type { AllowanceGone, SheetAllowance } from './allowance.ts';
import type { PasskeyAssertion, PasskeyQuestion } from './passkey.ts';

export const SHEET_PORT = 'sheet';

/** The port's name contains the shown payment's id: a new worker cannot know it. */
export function sheetPortName(shownPaymentId: string | undefined): string {
  return shownPaymentId === undefined ? SHEET_PORT : `${SHEET_PORT}/${shownPaymentId}`;
}

/** Parses a port's name; undefined for the port of another page. */
export function parseSheetPortName(name: string): { readonly shownPaymentId: string | undefined } | undefined {
  const [page, shownPaymentId] = name.split('/');
  return page === SHEET_PORT ? { shownPaymentId } : undefined;
}

export interface SheetWallet {
  readonly id: string;
  /** Untrusted text; absent if the wallet has no public name. */
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
  /** Debit minus sent amount, in the payer's asset; only if the wallet's amounts prove it. */
  readonly fee?: WireAmount;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * The screen of the sheet:
 * - `pricing`: facts are missing (skeleton); `ready`: the offer is complete and waits for the user;
 * - `permission`: a request waits for the user's permission;
 * - `link`: no wallet is linked yet; `consent`: the wallet's page is open in a tab; `paying`: approved, the payment is in progress;
 * - `paid`, `declined`, `failed`, `expired`: over; `checking`: unsure, both sides are being read.
 */
export type SheetFace = SheetState['face'];

/** Why a host resembles another one; see `model/payees/lookalike.ts`. `like` is absent if the host itself mixes scripts. */
export interface SheetLikeness {
  readonly why: 'confusable' | 'near' | 'other-ending' | 'inside' | 'mixed-scripts';
  readonly host: string;
  readonly like?: string;
}

/** The permission that must be given before an approval. */
export type SheetPermission = Permission;

/** What past payments say about this shop and its payee. */
export interface SheetMemory {
  readonly verdict:
    | { readonly kind: 'first' }
    | { readonly kind: 'known'; readonly times: number; readonly lastAt: number }
    /** The last payee and the current one: hosts, or whole addresses if the host is the same. */
    | { readonly kind: 'changed'; readonly before: string; readonly now: string };
  readonly likenesses: readonly { readonly of: 'shop' | 'payee'; readonly likeness: SheetLikeness }[];
  /** True if the user must confirm a warning before Pay is accepted. */
  readonly needsConfirmation: boolean;
}

/** The user's own limits, and what must be done before Pay is accepted. */
export interface SheetSafety {
  /** The limit that this payment would exceed: it cannot be paid. */
  readonly over?: { readonly kind: 'payment' | 'day'; readonly cap: WireAmount; readonly left: WireAmount };
  /** What remains today for this site, if there is such a limit. */
  readonly leftToday?: WireAmount;
  /** The passkey must sign this challenge, which ends with the digest; `waitUntil`: too many attempts failed. */
  readonly passkey?: PasskeyQuestion & { readonly reason: PasskeyReason; readonly waitUntil?: number };
  /** The settings are unreadable, so nothing can be paid. */
  readonly unreadable?: true;
}

export interface SheetPayee {
  /** Untrusted text. */
  readonly name?: string;
  readonly host: string;
  readonly verified: boolean;
  /** Its wallet required an identity and knows the payer's wallet address. */
  readonly knowsYou?: true;
  /** A host other than the payee's own names this payee: the claim may be false. */
  readonly saidBy?: string;
}

/** What is known of a payment on every screen. What is optional is unknown until a server has answered. */
interface SheetFacts {
  readonly paymentId: string;
  /**
   * Punycode host of the requesting page, or of the page on which the user found the payable; `frameOf` is the top document's host if the
   * shop is in a frame of another site. Absent without a page.
   */
  readonly shop?: { readonly host: string; readonly frameOf?: string };
  /** How the user found the payable, if no page requested the payment. */
  readonly via?: EntryPoint;
  /** No money moves, and every face says so. */
  readonly isPractice?: true;
  /** The subject: a page's order, otherwise an invoice or payment link, or a wallet address that the user entered. */
  readonly subject: 'order' | 'invoice' | 'person';
  readonly payee?: SheetPayee;
  /** The order, if its merchant signed it. Untrusted text: the names, the memo and the id. */
  readonly signedOrder?: Omit<SignedOrder, 'total' | 'items'>;
  /** The payee's description. Untrusted text. */
  readonly description?: string;
  /** Amount that was paid before; absent if it is 0. */
  readonly receivedBefore?: WireAmount;
  /** The page's total, else the due amount at the payee; absent until one of them is known. */
  readonly total?: { readonly currency: string; readonly value: string };
  readonly items: readonly SheetItem[];
  /** The wallet that pays. */
  readonly wallet?: SheetWallet;
  readonly wallets: readonly SheetWallet[];
  readonly quote?: SheetQuote;
  /** True if the debit is a maximum; the receipt then has the actual one. */
  readonly isDebitMost?: true;
  readonly failure?: { readonly code: ErrorCode; readonly params: ErrorParams };
  /** True if another wallet or a new attempt is possible: no money moved, or (`paid-in-part`) only the rest would. */
  readonly retriable: boolean;
  /** A new attempt may help, but not with this payment: the user must start again where it came from. */
  readonly startOver?: true;
  /** The browser can pay the order with another method of the page. */
  readonly otherMethods?: true;
}

/** How much of the due amount has arrived, if known. */
interface Arriving {
  readonly arrived?: { readonly amount: WireAmount; readonly of: WireAmount };
}

/** A page has an open picture-in-picture window, which may cover the sheet: nothing can be pressed until it is closed. */
interface Coverable {
  readonly isCovered?: true;
}

/** A plain text report for support, without secrets. */
interface Reported {
  readonly report?: string;
}

interface SheetPricing extends Coverable {
  readonly face: 'pricing';
  /** Start of the quote request, in milliseconds since the epoch. */
  readonly pricingSince: number;
  /** Present after the payee is known. */
  readonly payeeMemory?: SheetMemory;
}

interface SheetReady extends Coverable {
  readonly face: 'ready';
  readonly payeeMemory?: SheetMemory;
  readonly safety?: SheetSafety;
  /** The debit that was shown before, if a new quote raised it. */
  readonly debitBefore?: WireAmount;
  /** The allowance of the paying wallet. */
  readonly allowance?: SheetAllowance;
  /** Why the wallet asks, although there was an allowance. */
  readonly allowanceGone?: AllowanceGone;
  /** The digest for the approval; absent until the page has settled its details. */
  readonly digest?: string;
}

interface SheetPermissionWait extends Coverable {
  readonly face: 'permission';
  readonly permission: SheetPermission;
}

interface SheetConsent {
  readonly face: 'consent';
  /** Why the wallet asks, although there was an allowance. */
  readonly allowanceGone?: AllowanceGone;
}

interface SheetPaying extends Arriving {
  readonly face: 'paying';
  /** True if it is paid under an allowance, without consent at the wallet. */
  readonly underAllowance: boolean;
}

interface SheetChecking extends Arriving, Reported {
  readonly face: 'checking';
}

/** The address to which the checkout page sends the user, if that is not at the host that the merchant has registered. */
interface Returnable {
  readonly returnHost?: string;
}

interface SheetPaid extends Returnable {
  readonly face: 'paid';
  readonly receipt?: SheetReceipt;
}

interface SheetFailed extends Reported {
  readonly face: 'failed';
  /** If a part was paid and the wallet debited more than was approved. */
  readonly receipt?: SheetReceipt;
}

/** What each screen has besides. */
export type SheetState =
  | SheetPricing
  | SheetReady
  | SheetPermissionWait
  | { readonly face: 'link' }
  | SheetConsent
  | SheetPaying
  | SheetChecking
  | SheetPaid
  | SheetFailed
  | ({ readonly face: 'declined' } & Returnable)
  | ({ readonly face: 'expired' } & Reported);

/** The screens, as a list that is complete: one that is missing, or is no member of `SheetState`, does not compile. */
const FACES: Readonly<Record<SheetFace, true>> = {
  pricing: true,
  ready: true,
  permission: true,
  link: true,
  consent: true,
  paying: true,
  paid: true,
  declined: true,
  failed: true,
  expired: true,
  checking: true,
};

export function isSheetFace(face: unknown): face is SheetFace {
  return typeof face === 'string' && Object.hasOwn(FACES, face);
}

/** A payment as the sheet shows it: one member of the union for each screen. */
export type SheetPayment = SheetFacts & SheetState;

/** A payment on one of these screens. */
export type SheetPaymentOn<Face extends SheetFace> = SheetFacts & Extract<SheetState, { face: Face }>;

export interface SheetReceipt {
  readonly received: WireAmount;
  readonly debit: WireAmount;
  /** True if the debit is only a maximum. */
  readonly isDebitMost?: true;
  /** The approved debit, if the wallet reports a higher one; `warning` has the explanation. */
  readonly approved?: WireAmount;
  readonly warning?: { readonly code: ErrorCode; readonly params: ErrorParams };
  readonly fee?: WireAmount;
  readonly at: number;
}

/** `payment` is absent if no payment waits for the user. */
export interface SheetView {
  readonly payment?: SheetPayment;
  /** The shown payment is finished: the sheet closes without showing anything else. */
  readonly closes?: true;
  /** If no payment waits, or it waits for a wallet: a wallet that has not published the key yet. */
  readonly unfinished?: { readonly host: string };
}

export type SheetCommand =
  /** The user pressed Pay on exactly the facts of `digest`. */
  | {
      readonly type: 'approve';
      readonly paymentId: string;
      readonly digest: string;
      /** The user confirmed the warning. */
      readonly warningConfirmed?: true;
      /** The passkey's response, if one was requested. */
      readonly assertion?: PasskeyAssertion;
    }
  /** The user gave exactly this permission. */
  | { readonly type: 'permit'; readonly paymentId: string; readonly permission: SheetPermission }
  /** Close the picture-in-picture windows that may cover the sheet. */
  | { readonly type: 'close-cover'; readonly paymentId: string }
  | { readonly type: 'cancel'; readonly paymentId: string }
  /** Pay the order with another method of the page: the browser continues. */
  | { readonly type: 'other-methods'; readonly paymentId: string }
  | { readonly type: 'choose-wallet'; readonly paymentId: string; readonly walletId: string }
  /** Pay the same order again after a failure in which no money moved. */
  | { readonly type: 'again'; readonly paymentId: string }
  /** Opens the options page with the wallets or the user's limits. */
  | { readonly type: 'open-options'; readonly place?: 'safety' | 'history' }
  /** Opens the history with the receipt of a payment that the sheet does not show. */
  | { readonly type: 'open-history'; readonly paymentId: string }
  /** Focus the tab with the wallet's consent page. */
  | { readonly type: 'show-consent'; readonly paymentId: string }
  /** The user has seen the result; the sheet closes and the shop's tab gets the focus. */
  | { readonly type: 'dismiss'; readonly paymentId: string }
  /** The user has seen the result and goes to `returnHost`. */
  | { readonly type: 'return'; readonly paymentId: string }
  /** The user has seen the result and wants the receipt: the history opens. */
  | { readonly type: 'show-receipt'; readonly paymentId: string };
