/**
 * Messages between the options page's section "Safety" and the worker, over one runtime port. The worker sends the whole view at each
 * change.
 */

import type { ErrorCode } from '../model/errors.ts';
import type { PasskeyAssertion, PasskeyQuestion, PasskeyRegistration } from './passkey.ts';

export const SAFETY_PORT = 'safety';

/** The user's input for the limits of one currency: decimals, empty if there is no limit. */
export interface SafetyLimits {
  readonly currency: string;
  readonly perPayment: string;
  readonly perSiteDay: string;
  readonly passkeyAbove: string;
}

export type SafetyField = 'perPayment' | 'perSiteDay' | 'passkeyAbove';

export interface SafetyView {
  /** One for each currency of a linked wallet, and for each with a limit. */
  readonly limits: readonly SafetyLimits[];
  /** Minutes; absent if there is no lock. */
  readonly lockAfter?: number;
  /** The passkey with the challenge for a change; absent if there is none. */
  readonly passkey?: PasskeyQuestion;
  /** The challenge for a new passkey, base64url. */
  readonly challenge: string;
  /** Time until which no passkey attempt is accepted, in milliseconds since the epoch. */
  readonly waitUntil?: number;
  /** The answer to the last command, matched by `ticket`. */
  readonly answer?: {
    readonly ticket: string;
    readonly state: 'saved' | 'failed';
    /** The invalid field, if there is one. */
    readonly field?: { readonly currency: string; readonly name: SafetyField; readonly code: ErrorCode };
  };
}

/** If there is a passkey, every command needs its assertion: otherwise anybody could lift the limits. */
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
