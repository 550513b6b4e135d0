import type { Amount } from './amount.ts';
import type { ErrorCode, ErrorParams, TenderError } from './errors.ts';
import type { Intent, RailRequest } from './intent.ts';
import type { Payable } from './payable.ts';
import type { PayerKind } from './payer-wallet.ts';
import type { Quote } from './quote.ts';

/**
 * What a rail keeps for one payment between its steps: plain, structured-cloneable data that may hold secrets (tokens, nonces).
 * The engine stores it beside the payment, never shows or logs it, and drops it once the payment is over and released.
 */
export type RailState = Readonly<Record<string, unknown>>;

export interface Resolved {
  readonly payable: Payable;
  readonly state: RailState;
}

export interface Quoted {
  readonly quote: Quote;
  readonly state: RailState;
}

/** What a rail may do while it works on a payment. */
export interface RailTools {
  /** Aborted when the payment is declined or the step is no longer wanted. */
  readonly signal: AbortSignal;
  /** What the rail had kept for this payment when the step began; empty at first. After a death in the middle of a step it holds what the step had saved. */
  readonly state: RailState;
  /** Lays the given fields over the rail's state and commits it to the journal; resolved once it is on disk. States that methods return are laid over it the same way. Called before every effect that the state makes repeatable. */
  save(state: RailState): Promise<void>;
}

/** The facts of a payment that rails work on. */
export interface RailPayment {
  readonly id: string;
  readonly intent: Intent;
  readonly payable: Payable;
  readonly quote: Quote;
  readonly state: RailState;
  /** True when its request has been sent before: what a repeat meets may be what the first one did. */
  readonly isRepeat: boolean;
}

/** The answer to `authorize`: the user has to visit `url`, or the wallet granted it at once. */
export type Authorization =
  | { readonly kind: 'interact'; readonly url: string; readonly state: RailState }
  | { readonly kind: 'granted'; readonly state: RailState };

/**
 * What is known of a submitted payment, read from the wallets.
 * - `nothing-happened`: both sides prove that no payment exists; the same request may be sent again.
 * - `sending`: the payer's wallet has it, the payee has not got all of it yet.
 * - `completed`: the payee's side has what was due.
 * - `failed`: the payer's wallet says that it failed and the payee got nothing more; no money left, unless the code is `paid-in-part`.
 * - `unknown`: could not be read; ask again later. `isPaid`: the payee has what was due, and nothing proves whose money it was. `isMute`: the
 *   payee has got nothing, no wallet has taken or refused a repeat, and the payer's has no such payment where it is looked for, or lets nothing
 *   be read: it proves nothing, and asking again is unlikely to.
 */
export type Outcome =
  | { readonly status: 'nothing-happened'; readonly state: RailState }
  | { readonly status: 'sending'; readonly state: RailState }
  | {
      readonly status: 'completed';
      readonly state: RailState;
      readonly received: Amount;
      /** What left the payer's account, where that is not the quote's debit: less of a push, or more, by the wallet's own words. */
      readonly debit?: Amount;
      /** True where `debit`, else the quote's, is only the most that can have left. */
      readonly isDebitMost?: true;
      readonly sent?: Amount;
      /** True where `sent` may be a part yet: nothing in the quote tells. */
      readonly isSumOpen?: true;
      readonly reference?: string;
    }
  | {
      readonly status: 'failed';
      readonly state: RailState;
      readonly code: ErrorCode;
      readonly params?: ErrorParams;
      /** With `paid-in-part`, where the payer's wallet says that it debited more than was approved. */
      readonly excess?: { readonly received: Amount; readonly debit: Amount };
    }
  | {
      readonly status: 'unknown';
      readonly state: RailState;
      readonly code: ErrorCode;
      readonly params?: ErrorParams;
      readonly isPaid?: true;
      readonly isMute?: true;
    };

/** What an allowance asks of the wallet: `interval` is an ISO 8601 repeating interval, `limit` the most in each of its periods. */
export interface AllowanceRequest {
  readonly walletId: string;
  readonly limit: Amount;
  readonly interval: string;
}

/** Standing rights to pay. What is kept for one is a `RailState` of its own; `isReturn` and `release` of the rail take it, too. */
export interface RailAllowances {
  ask(request: AllowanceRequest, tools: RailTools): Promise<Authorization>;
  /** As `Rail.finish`. */
  finish(returnUrl: string, tools: RailTools): Promise<RailState>;
  /** What the rail keeps for a payment that is made under the allowance: with it `submit` needs no `authorize`. */
  payUnder(allowanceId: string): RailState;
  /** What it keeps for a payment that its allowance did not pay: from here on it has a right of its own. */
  payAlone(): RailState;
  /** What the wallet granted in each period: it may be less than was asked. */
  limitOf(state: RailState): Amount | undefined;
  /**
   * Sees to it that the next payment needs no request but its own: renews what would end before a quote does.
   * @throws {TenderError} what `isRightGone` holds for, when the right is gone.
   */
  renew(allowance: { readonly walletId: string; readonly allowanceId: string }, signal: AbortSignal): Promise<void>;
  /** What the wallet says was spent in the present period, in the asset of `limit`. */
  spent(
    allowance: { readonly walletId: string; readonly allowanceId: string; readonly limit: Amount },
    signal: AbortSignal,
  ): Promise<Amount>;
}

/** Where a rail finds the states of allowances while it pays under them. A rotated token is saved before it is used. */
export interface AllowanceStates {
  /** The allowance under which a wallet's payments go, where there is one. */
  idFor(walletId: string): Promise<string | undefined>;
  /** @throws {TenderError} what `isRightGone` holds for, for an allowance that is over. */
  get(allowanceId: string): Promise<RailState>;
  save(allowanceId: string, state: RailState): Promise<void>;
  /** The wallet does not honour it any more, for the reason `error`: nothing is paid under it from now on. */
  lost(allowanceId: string, error: TenderError): Promise<void>;
}

/**
 * A way to pay. Speaks HTTP, knows nothing of the browser or of people. Every method throws `TenderError`s only, and is called
 * by the engine in this order: `resolve` and `quote` (side by side), `authorize`, `finish` where there was an interaction,
 * `submit`, then `reconcile` until the outcome is final, then `release`.
 */
export interface Rail {
  readonly id: string;
  /** The keys of the request data that this rail answers to. */
  readonly kinds: readonly string[];
  /** The kinds of wallets that can pay by it: see `PayerKind`. */
  readonly payers: readonly PayerKind[];
  /** The field of the page's `details` that holds the URL of what was paid. */
  readonly reference: string;

  /**
   * Parses the value that stands under one of `kinds` in a page's data.
   * @throws {TenderError} `invalid-request` or `insecure-url`.
   */
  parseRequest(kind: string, value: unknown): RailRequest;

  /** One key, one payment: equal for two intents that would pay the same thing. */
  keyOf(intent: Intent): string;

  /**
   * Reads from the payee's own server what is due. May create it first, where the page named only the payee.
   * @param walletId the wallet that will pay, if there is one yet: named only to servers that deal with nobody unnamed, and only where the
   *   user has allowed it.
   * @throws {IdentityWanted} where a server wants a name that the user has not allowed to give.
   */
  resolve(intent: Intent, walletId: string | undefined, tools: RailTools): Promise<Resolved>;

  /** What to begin with where a part of `payable` was paid and the rest is to be: with it `resolve` makes nothing anew. Absent where it never does. */
  stateForRest?(intent: Intent, payable: Payable): RailState | undefined;

  /** Asks the payer's wallet what it costs. Runs beside `resolve` and awaits `resolving` only where it needs the answer. */
  quote(intent: Intent, walletId: string, resolving: Promise<Resolved>, tools: RailTools): Promise<Quoted>;

  /** Asks the payer's wallet for the right to pay exactly this quote to exactly this payee. Not called under an allowance. */
  authorize(payment: RailPayment, tools: RailTools): Promise<Authorization>;

  /** True for an address to which the user's wallet sends them back for this payment, whatever its query says. */
  isReturn(state: RailState, url: string): boolean;

  /** Takes the wallet's answer from the address to which it sent the user back. Saves before each call that cannot be repeated. */
  finish(payment: RailPayment, returnUrl: string, tools: RailTools): Promise<RailState>;

  /**
   * Sends the payment, with the quote as its key. The engine has written `submitting` before: that alone says that a request may have left. A lost answer is the outcome `unknown`
   * where the rail has something to remember of it.
   * @throws {TenderError} with `retry` `check-first` when the answer was lost; any other error proves that nothing happened.
   */
  submit(payment: RailPayment, tools: RailTools): Promise<Outcome>;

  /** How much of a payment under way is known to have arrived, in the payee's smallest units. Absent for rails that cannot say it. */
  arrived?(state: RailState | undefined): bigint | undefined;

  /** Reads both sides. Pays nothing and changes nothing but the tokens that it reads with, which it saves. */
  reconcile(payment: RailPayment, tools: RailTools): Promise<Outcome>;

  /** Asks the payer's wallet for a standing right to pay, within terms that the wallet enforces. Absent for rails whose wallets know no such thing. */
  readonly allowances?: RailAllowances;

  /** Gives back at the wallets what is left of grants and tokens. Called until it resolves; must not throw for what is already gone. */
  release(state: RailState, walletId: string | undefined, signal: AbortSignal): Promise<void>;
}
