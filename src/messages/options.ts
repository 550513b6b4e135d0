/** Messages between the options page and the worker, over one runtime port. The worker sends the whole view at each change. */

import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { AllowanceAnswer, AllowanceCommand, OptionsAllowance } from './allowance.ts';

export const OPTIONS_PORT = 'options';

/** A public Ed25519 key in the format of wallets' developer key pages (RFC 8037, with the `alg` and `kid` that Open Payments requires). */
export interface PublicJwk {
  readonly kid: string;
  readonly x: string;
  readonly alg: 'EdDSA';
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly use?: 'sig';
}

/** The page where the wallet's owner adds the key; see `wallets/open-payments/key-page.ts`. */
export interface OptionsKeyPage {
  readonly url: string;
  readonly host: string;
  readonly kind: 'asks' | 'paste' | 'site';
  /** The key in the format that the page accepts. */
  readonly key: string;
}

export interface OptionsWallet {
  readonly id: string;
  readonly address: string;
  readonly host: string;
  /** Untrusted text. */
  readonly name?: string;
  readonly asset: { readonly code: string; readonly scale: number };
  /** `waiting`: the key is not published yet; `linked`; `key-removed`: it was published before. */
  readonly status: 'waiting' | 'linked' | 'key-removed';
  readonly isDefault: boolean;
  readonly key: { readonly jwk: PublicJwk; readonly base64: string };
  /** A key that will replace the published one when the wallet publishes it. */
  readonly newKey?: { readonly jwk: PublicJwk; readonly base64: string };
  /** Absent if no key is awaited, and while the wallet's host is asked for it. */
  readonly keyPage?: OptionsKeyPage;
  /** When the worker last read the wallet's keys, in milliseconds since the epoch, and the error if that failed. */
  readonly checkedAt?: number;
  readonly problem?: { readonly code: ErrorCode; readonly params: ErrorParams };
  readonly allowance?: OptionsAllowance;
}

/** An Interledger account at a connector, from which the extension pays invoices itself. */
export interface OptionsAccount {
  readonly id: string;
  readonly host: string;
  readonly url: string;
  /** As the user typed it. */
  readonly name?: string;
  readonly asset: { readonly code: string; readonly scale: number };
}

/** The answer to the last request to link an account, matched by `ticket`. */
export interface AccountLinking {
  readonly ticket: string;
  readonly state: 'working' | 'done' | 'failed';
  readonly accountId?: string;
  readonly problem?: { readonly code: ErrorCode; readonly params: ErrorParams };
}

export interface OptionsView {
  readonly wallets: readonly OptionsWallet[];
  /** Absent if there are none. */
  readonly accounts?: readonly OptionsAccount[];
  readonly linkingAccount?: AccountLinking;
  /** Addresses of linked wallets whose stored row is unreadable. */
  readonly damaged?: readonly string[];
  /** True while a payment waits for a wallet: the page says that the order continues after linking. */
  readonly orderWaits: boolean;
  /** The answer to the last `link`, matched by `ticket`. */
  readonly linking?: {
    readonly ticket: string;
    readonly state: 'working' | 'done' | 'failed';
    readonly walletId?: string;
    readonly problem?: { readonly code: ErrorCode; readonly params: ErrorParams };
    /** The origins for which host permissions are needed, if the wallet's servers do not support CORS. */
    readonly permissionFor?: readonly string[];
  };
  /** The answer to the last request about allowance terms. */
  readonly allowing?: AllowanceAnswer;
}

export type OptionsCommand =
  | AllowanceCommand
  /** `address` is the user's input: `$pointer`, bare host or URL. */
  | { readonly type: 'link'; readonly ticket: string; readonly address: string }
  /** `url`, `name` and `secret` are the user's input. The secret is stored only in the wrapped row. */
  | { readonly type: 'link-account'; readonly ticket: string; readonly url: string; readonly name: string; readonly secret: string }
  | { readonly type: 'unlink-account'; readonly accountId: string }
  | { readonly type: 'make-default'; readonly walletId: string }
  | { readonly type: 'unlink'; readonly walletId: string }
  | { readonly type: 'replace-key'; readonly walletId: string }
  /** Open the sheet with a practice order: "Try it". */
  | { readonly type: 'practice' }
  /** Read the wallet's keys now. */
  | { readonly type: 'check-key'; readonly walletId: string };
