import type { Amount } from './amount.ts';
import type { ErrorCode, ErrorParams, TenderError } from './errors.ts';
import type { Evidence } from './evidence.ts';
import type { Intent, RailRequest } from './intent.ts';
import type { Payable } from './payable.ts';
import type { Payer, PayerKind } from './payer-wallet.ts';
import type { Quote } from './quote.ts';

/**
 * The rail's data of one payment between its steps: plain, structured-cloneable, may contain secrets (tokens, nonces). The engine stores it
 * with the payment, never shows or logs it, and deletes it after the payment is over and released.
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

/** The tools of a rail's step. */
export interface RailTools {
  /** Aborted if the payment is declined or the step is not needed any more. */
  readonly signal: AbortSignal;
  /**
   * The rail's state when the step starts; initially empty. If the worker was stopped during a step, it contains what the step had saved.
   */
  readonly state: RailState;
  /**
   * Merges the given fields into the rail's state and stores it; resolves when the write is durable. States that methods return are merged
   * in the same way. Called before every effect that the state makes repeatable.
   */
  save(state: RailState): Promise<void>;
}

/** The facts of a payment that rails use. */
export interface RailPayment {
  readonly id: string;
  readonly intent: Intent;
  readonly payable: Payable;
  readonly quote: Quote;
  readonly state: RailState;
  /** True if its request was sent before: a refusal may be caused by the first request. */
  readonly isRepeat: boolean;
}

/** The result of `authorize`: the user must visit `url`, or the wallet granted it immediately. */
export type Authorization =
  | { readonly kind: 'interact'; readonly url: string; readonly state: RailState }
  | { readonly kind: 'granted'; readonly state: RailState };

/**
 * The state of a submitted payment, read from the wallets.
 * - `nothing-happened`: both sides prove that no payment exists; the same request may be sent again.
 * - `sending`: the payer's wallet has it, the payee does not have the whole amount yet.
 * - `completed`: the payee has the due amount.
 * - `failed`: the payer's wallet says that it failed and the payee received nothing more; no money left, unless the code is `paid-in-part`.
 * - `unknown`: could not be read; read again later. `isPaid`: the payee has the due amount, and nothing proves who paid, or the
 * proof that the rail requires is missing. `isMute`: the
 * payee has received nothing, no wallet has accepted or refused a repeated request, and the payer's wallet has no such payment at the
 * expected URL or does not allow reading. It proves nothing, and more reads are unlikely to.
 */
export type Outcome =
  | { readonly status: 'nothing-happened'; readonly state: RailState }
  | { readonly status: 'sending'; readonly state: RailState }
  | {
      readonly status: 'completed';
      readonly state: RailState;
      readonly received: Amount;
      /**
       * The amount that left the payer's account, if it is not the quote's debit: lower for a push, or higher if the wallet reports that.
       */
      readonly debit?: Amount;
      /** True if `debit`, else the quote's, is only a maximum. */
      readonly isDebitMost?: true;
      readonly sent?: Amount;
      /** True if `sent` may be partial, because the quote has no sent amount. */
      readonly isSumOpen?: true;
      readonly reference?: string;
      /** What proves it to others, where somebody has signed that. */
      readonly evidence?: readonly Evidence[];
    }
  | {
      readonly status: 'failed';
      readonly state: RailState;
      readonly code: ErrorCode;
      readonly params?: ErrorParams;
      /** With `paid-in-part`, if the payer's wallet reports a higher debit than approved. */
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

/** The terms of an allowance for the wallet: `interval` is an ISO 8601 repeating interval, `limit` the maximum in each period. */
export interface AllowanceRequest {
  readonly walletId: string;
  readonly limit: Amount;
  readonly interval: string;
}

/** Allowances of a rail. Each has a `RailState` of its own, which `isReturn` and `release` of the rail accept, too. */
export interface RailAllowances {
  ask(request: AllowanceRequest, tools: RailTools): Promise<Authorization>;
  /** See `Rail.finish`. */
  finish(returnUrl: string, tools: RailTools): Promise<RailState>;
  /** The rail's state of a payment under the allowance: with it `submit` needs no `authorize`. */
  payUnder(allowanceId: string): RailState;
  /** The rail's state of a payment that its allowance did not pay: it needs a grant of its own. */
  payAlone(): RailState;
  /** The granted limit for each period, which may be lower than requested. */
  limitOf(state: RailState): Amount | undefined;
  /**
   * Makes sure that the next payment needs no other request: rotates tokens that would expire before a quote.
   * @throws {TenderError} an error for which `isRightGone` is true if the grant is gone.
   */
  renew(allowance: { readonly walletId: string; readonly allowanceId: string }, signal: AbortSignal): Promise<void>;
  /** The amount spent in the current period as the wallet reports it, in the asset of `limit`. */
  spent(
    allowance: { readonly walletId: string; readonly allowanceId: string; readonly limit: Amount },
    signal: AbortSignal,
  ): Promise<Amount>;
}

/** Gives a rail the states of allowances. A rotated token is saved before it is used. */
export interface AllowanceStates {
  /** The allowance under which a wallet pays, if there is one. */
  idFor(walletId: string): Promise<string | undefined>;
  /** @throws {TenderError} an error for which `isRightGone` is true, for an ended allowance. */
  get(allowanceId: string): Promise<RailState>;
  save(allowanceId: string, state: RailState): Promise<void>;
  /** The allowance is not valid at the wallet any more, because of `error`: nothing more is paid under it. */
  lost(allowanceId: string, error: TenderError): Promise<void>;
}

/** What there is to try where no money moves. */
export interface Practice {
  /** The one order that can be asked for. No page can name it: a rail's `kinds` alone are read from pages and from what the user brings. */
  readonly order: Pick<Intent, 'request' | 'total' | 'items'>;
  /** The make-believe wallets that pay it, and never anything else. Nobody links them. */
  readonly wallets: readonly Payer[];
}

/**
 * A way to pay. Uses HTTP, independent of the browser and the user interface. Every method throws only `TenderError`s. The engine calls
 * them in this order: `resolve` and `quote` (concurrently), `authorize`, `finish` after an interaction, `submit`, then `reconcile` until
 * the outcome is final, then `release`.
 */
export interface Rail {
  readonly id: string;
  /** The keys of the request data that this rail supports. */
  readonly kinds: readonly string[];
  /** The kinds of wallets that can pay with it: see `PayerKind`. */
  readonly payers: readonly PayerKind[];
  /** Only of a rail that moves no money: its payments are labelled as practice wherever they are shown, and counted nowhere. */
  readonly practice?: Practice;
  /** The field of the page's `details` with the URL of the paid payable. */
  readonly reference: string;

  /**
   * Parses the value of one of `kinds` in a page's data.
   * @throws {TenderError} `invalid-request` or `insecure-url`.
   */
  parseRequest(kind: string, value: unknown): RailRequest;

  /**
   * Reads the request of a hosted checkout page from the server that hosts it. The URL is all that is known of the page, and it is trusted
   * only if that server is a known one. Absent for rails without such pages.
   */
  readHostedRequest?(checkoutUrl: string, signal: AbortSignal): Promise<RailRequest>;

  /** The deduplication key: equal for two intents that would pay the same payable. */
  keyOf(intent: Intent): string;

  /**
   * Reads the due amount from the payee's server. Creates the payable first if the page gave only the payee.
   * @param walletId the wallet that will pay, if there is one: disclosed only to servers that require an identity, and only if the user has
   *   allowed it.
   * @throws {IdentityWanted} if a server requires an identity that the user has not allowed to disclose.
   */
  resolve(intent: Intent, walletId: string | undefined, tools: RailTools): Promise<Resolved>;

  /**
   * The initial state if a part of `payable` was paid and the rest is to be paid: with it `resolve` creates nothing. Absent if the rail
   * never creates payables.
   */
  stateForRest?(intent: Intent, payable: Payable): RailState | undefined;

  /** Requests a quote from the payer's wallet. Runs concurrently with `resolve` and awaits `resolving` only if it needs the result. */
  quote(intent: Intent, walletId: string, resolving: Promise<Resolved>, tools: RailTools): Promise<Quoted>;

  /** Requests a grant from the payer's wallet for exactly this quote and payee. Not called under an allowance. */
  authorize(payment: RailPayment, tools: RailTools): Promise<Authorization>;

  /** Whether a URL is the finish redirect of this payment. The query is ignored. */
  isReturn(state: RailState, url: string): boolean;

  /** Reads the wallet's result from the finish redirect. Saves before each request that cannot be repeated. */
  finish(payment: RailPayment, returnUrl: string, tools: RailTools): Promise<RailState>;

  /**
   * Submits the payment, with the quote as its idempotency key. The engine has stored `submitting` before, which means that a request may
   * have been sent. A lost answer is the outcome `unknown` if the rail has a state to store.
   * @throws {TenderError} with `retry` `check-first` if the answer was lost; any other error proves that nothing happened.
   */
  submit(payment: RailPayment, tools: RailTools): Promise<Outcome>;

  /** The amount of a payment in progress that has certainly arrived, in the payee's smallest unit. Absent for rails that cannot know it. */
  arrived?(state: RailState | undefined): bigint | undefined;

  /** Reads both sides. Pays nothing and changes nothing except the tokens for reading, which it saves. */
  reconcile(payment: RailPayment, tools: RailTools): Promise<Outcome>;

  /** Allowances within terms that the wallet enforces. Absent if the rail's wallets do not support them. */
  readonly allowances?: RailAllowances;

  /** Cancels the checkout at the payee's server after the user has declined. Called until it resolves; absent if there is nothing to cancel. */
  cancel?(state: RailState, signal: AbortSignal): Promise<void>;

  /** Revokes the remaining grants and tokens at the wallets. Called until it resolves; must not throw for what does not exist any more. */
  release(state: RailState, walletId: string | undefined, signal: AbortSignal): Promise<void>;
}
