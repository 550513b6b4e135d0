/** Messages between the part "Privacy" in the options page's section "Safety" and the worker, over one runtime port. */

import type { Disclosure } from '../model/permission.ts';

export const PRIVACY_PORT = 'privacy';

/** A payee that may know a wallet's address. */
export interface AllowedPayee {
  /** Argument of the command `forget`. */
  readonly disclosure: Disclosure;
  readonly payeeHost: string;
  readonly serverHost: string;
  /** The wallet's address; absent if it is not linked any more. */
  readonly wallet?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Sent completely at each change. */
export interface PrivacyView {
  readonly asksBeforeContact: boolean;
  /** Newest first. */
  readonly told: readonly AllowedPayee[];
}

export type PrivacyCommand =
  | { readonly type: 'ask-before-contact'; readonly isOn: boolean }
  /** The address is not disclosed to the payee's server again without a new permission. */
  | { readonly type: 'forget'; readonly disclosure: Disclosure };
