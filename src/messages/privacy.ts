/** Between the part "Privacy" of the options page's section "Safety" and the worker, over one runtime port. */

import type { Disclosure } from '../model/permission.ts';

export const PRIVACY_PORT = 'privacy';

/** One payee that may know a wallet's address. */
export interface ToldPayee {
  /** What the command `forget` names. */
  readonly disclosure: Disclosure;
  readonly payeeHost: string;
  readonly serverHost: string;
  /** The wallet's address; absent for one that is not linked any more. */
  readonly wallet?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Sent whole at each change. */
export interface PrivacyView {
  readonly asksBeforeContact: boolean;
  /** The newest first. */
  readonly told: readonly ToldPayee[];
}

export type PrivacyCommand =
  | { readonly type: 'ask-before-contact'; readonly isOn: boolean }
  /** The payee's server is not told again without a new press. */
  | { readonly type: 'forget'; readonly disclosure: Disclosure };
