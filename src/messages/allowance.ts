/** Messages about allowances for the options page and the sheet. */

import type { WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { PasskeyAssertion, PasskeyQuestion } from './passkey.ts';

/** By the calendar in UTC. */
export type AllowancePeriod = 'day' | 'week' | 'month';

export interface AllowanceTermsView {
  readonly id: string;
  readonly limit: WireAmount;
  readonly period: AllowancePeriod;
  /** Maximum of one payment. */
  readonly cap?: WireAmount;
}

/** The allowances of one wallet: while a higher one is requested, the current one is valid. */
export interface OptionsAllowance {
  readonly active?: AllowanceTermsView & {
    readonly spent: WireAmount;
    readonly left: WireAmount;
    /** Start of the next period, in milliseconds since the epoch. */
    readonly renewsAt: number;
  };
  /** The wallet is asking the user. */
  readonly asking?: AllowanceTermsView;
  /** The last request failed, or an active allowance was lost. */
  readonly failed?: {
    readonly id: string;
    readonly code: ErrorCode;
    readonly params: ErrorParams;
    /** True for an allowance that was active until its wallet or a lost answer ended it. */
    readonly hasHeld?: true;
  };
}

/** The user's input: amounts as decimal text; an empty text means no cap. */
interface TypedTerms {
  /** Identifies the answer to this request. */
  readonly ticket: string;
  readonly limit: string;
  readonly period: AllowancePeriod;
  readonly cap: string;
  /** The passkey's response, if the worker requested it. */
  readonly assertion?: PasskeyAssertion;
}

export type AllowanceCommand =
  | ({ readonly type: 'give-allowance'; readonly walletId: string } & TypedTerms)
  | ({ readonly type: 'change-allowance'; readonly walletId: string; readonly allowanceId: string } & TypedTerms)
  /** Ends an active allowance, cancels a requested one, or dismisses a failed one. */
  | { readonly type: 'revoke-allowance'; readonly allowanceId: string }
  /** Focuses the tab with the wallet's page. */
  | { readonly type: 'show-allowance'; readonly allowanceId: string };

/** The answer to the last request, matched by `ticket`. `OptionsAllowance` has the wallet's result. */
export interface AllowanceAnswer {
  readonly ticket: string;
  /** `passkey`: repeat the same command with the passkey's response to the challenge; `refused`: that response was invalid. */
  readonly state: 'working' | 'done' | 'failed' | 'passkey' | 'refused';
  readonly passkey?: PasskeyQuestion;
  /** The invalid field and its problem. */
  readonly problem?: { readonly field: 'limit' | 'cap'; readonly kind: 'malformed' | 'too-fine' | 'too-small' | 'over-limit' };
}

/** The allowance of the paying wallet, for the sheet. */
export interface SheetAllowance {
  /** The amount that remains after this payment if the allowance covers it, else the current one. */
  readonly left: WireAmount;
  readonly period: AllowancePeriod;
  readonly covers: boolean;
  /** The maximum of one payment, if this payment exceeds it. */
  readonly overCap?: WireAmount;
}

/** Why an allowance does not pay and the wallet asks: how it ended at the wallet, or (`limit`) less remains there. */
export type AllowanceGone = 'revoked' | 'expired' | 'lost' | 'refused' | 'limit';
