/** Allowances as the options page and the sheet hear and speak of them. */

import type { WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { PasskeyAssertion, PasskeyQuestion } from './passkey.ts';

/** Counted by the calendar in UTC. */
export type AllowancePeriod = 'day' | 'week' | 'month';

export interface AllowanceTermsView {
  readonly id: string;
  readonly limit: WireAmount;
  readonly period: AllowancePeriod;
  /** The most for one payment. */
  readonly cap?: WireAmount;
}

/** What there is of allowances at one wallet: while a higher one is being asked for, the present one holds. */
export interface OptionsAllowance {
  readonly active?: AllowanceTermsView & {
    readonly spent: WireAmount;
    readonly left: WireAmount;
    /** When the next period begins, milliseconds since the epoch. */
    readonly renewsAt: number;
  };
  /** The wallet is asking the user. */
  readonly asking?: AllowanceTermsView;
  /** The last try failed, or what held before was lost. */
  readonly failed?: {
    readonly id: string;
    readonly code: ErrorCode;
    readonly params: ErrorParams;
    /** True for one that held until its wallet, or an answer that got lost, ended it. */
    readonly hasHeld?: true;
  };
}

/** What the user typed: amounts as decimal text; no cap is an empty text. */
interface TypedTerms {
  /** Tells the answer to this question from the answers to others. */
  readonly ticket: string;
  readonly limit: string;
  readonly period: AllowancePeriod;
  readonly cap: string;
  /** The passkey's answer, where the worker has asked for it. */
  readonly assertion?: PasskeyAssertion;
}

export type AllowanceCommand =
  | ({ readonly type: 'give-allowance'; readonly walletId: string } & TypedTerms)
  | ({ readonly type: 'change-allowance'; readonly walletId: string; readonly allowanceId: string } & TypedTerms)
  /** Ends one that holds, calls off one that is asked for, or dismisses a failed one. */
  | { readonly type: 'revoke-allowance'; readonly allowanceId: string }
  /** Brings the wallet's page to the front. */
  | { readonly type: 'show-allowance'; readonly allowanceId: string };

/** The answer to the last question, by its `ticket`. What the wallet answers stands in `OptionsAllowance`. */
export interface AllowanceAnswer {
  readonly ticket: string;
  /** `passkey`: the same command has to come again with the passkey's answer to the question; `refused`: that answer did not fit. */
  readonly state: 'working' | 'done' | 'failed' | 'passkey' | 'refused';
  readonly passkey?: PasskeyQuestion;
  /** What is wrong with what was typed, and in which field. */
  readonly problem?: { readonly field: 'limit' | 'cap'; readonly kind: 'malformed' | 'too-fine' | 'too-small' | 'over-limit' };
}

/** What the sheet says of the allowance of the wallet that pays. */
export interface SheetAllowance {
  /** What stays of it after this payment where it covers it, else what there is now. */
  readonly left: WireAmount;
  readonly period: AllowancePeriod;
  readonly covers: boolean;
  /** The most for one payment, where that is what this payment is over. */
  readonly overCap?: WireAmount;
}

/** Why an allowance does not pay, so that the wallet asks: over at the wallet in one of these ways, or (`limit`) less is left there. */
export type AllowanceGone = 'revoked' | 'expired' | 'lost' | 'refused' | 'limit';
