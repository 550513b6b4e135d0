/** Between the options page's section "Safety" and the worker, over one runtime port. The worker sends the whole view at each change. */

import type { ErrorCode } from '../model/errors.ts';
import type { PasskeyAssertion, PasskeyQuestion, PasskeyRegistration } from './passkey.ts';

export const SAFETY_PORT = 'safety';

/** The limits of one currency as people type them: decimals, empty where none is set. */
export interface SafetyLimits {
  readonly currency: string;
  readonly perPayment: string;
  readonly perSiteDay: string;
  readonly passkeyAbove: string;
}

export type SafetyField = 'perPayment' | 'perSiteDay' | 'passkeyAbove';

export interface SafetyView {
  /** One for each currency of a linked wallet, and for each that has a limit. */
  readonly limits: readonly SafetyLimits[];
  /** Minutes; absent where Tender does not lock itself. */
  readonly lockAfter?: number;
  /** The passkey with the question that a change has to answer; absent where there is none. */
  readonly passkey?: PasskeyQuestion;
  /** What a new passkey has to sign, base64url. */
  readonly challenge: string;
  /** Until when no try at the passkey is looked at, milliseconds since the epoch. */
  readonly waitUntil?: number;
  /** The answer to the last command, by its `ticket`. */
  readonly answer?: {
    readonly ticket: string;
    readonly state: 'saved' | 'failed';
    /** The field that cannot be read, where it is one. */
    readonly field?: { readonly currency: string; readonly name: SafetyField; readonly code: ErrorCode };
  };
}

/** Once there is a passkey, every command needs its assertion: limits that anybody could lift would hold nobody. */
export type SafetyCommand =
  | {
      readonly type: 'save';
      readonly ticket: string;
      readonly limits: readonly SafetyLimits[];
      readonly lockAfter: number | null;
      readonly assertion?: PasskeyAssertion;
    }
  | { readonly type: 'add-passkey'; readonly ticket: string; readonly registration: PasskeyRegistration }
  | { readonly type: 'remove-passkey'; readonly ticket: string; readonly assertion: PasskeyAssertion };
