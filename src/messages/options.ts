/** Between the options page and the worker, over one runtime port. The worker sends the whole view at each change. */

import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { AllowanceAnswer, AllowanceCommand, OptionsAllowance } from './allowance.ts';

export const OPTIONS_PORT = 'options';

/** A public Ed25519 key as wallets' developer pages take it (RFC 8037, with the `alg` and `kid` that Open Payments asks for). */
export interface PublicJwk {
  readonly kid: string;
  readonly x: string;
  readonly alg: 'EdDSA';
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly use?: 'sig';
}

/** Where the wallet takes the key that it has not got yet; see `wallets/open-payments/key-page.ts`. */
export interface OptionsKeyPage {
  readonly url: string;
  readonly host: string;
  readonly kind: 'asks' | 'paste' | 'site';
  /** The key in the form that the page takes. */
  readonly key: string;
}

export interface OptionsWallet {
  readonly id: string;
  readonly address: string;
  readonly host: string;
  /** Untrusted text. */
  readonly name?: string;
  readonly asset: { readonly code: string; readonly scale: number };
  /** `waiting`: the key is not published yet; `linked`; `key-removed`: it was, and is no longer. */
  readonly status: 'waiting' | 'linked' | 'key-removed';
  readonly isDefault: boolean;
  readonly key: { readonly jwk: PublicJwk; readonly base64: string };
  /** A key made to replace the published one, until the wallet publishes it. */
  readonly newKey?: { readonly jwk: PublicJwk; readonly base64: string };
  /** Absent where no key is awaited, and while the wallet's host is asked for it. */
  readonly keyPage?: OptionsKeyPage;
  /** When the worker last asked the wallet for its keys, milliseconds since the epoch, and why it could not, if so. */
  readonly checkedAt?: number;
  readonly problem?: { readonly code: ErrorCode; readonly params: ErrorParams };
  readonly allowance?: OptionsAllowance;
}

/** An Interledger account at a connector, from which Tender pays invoices by itself. */
export interface OptionsAccount {
  readonly id: string;
  readonly host: string;
  readonly url: string;
  /** As the user typed it. */
  readonly name?: string;
  readonly asset: { readonly code: string; readonly scale: number };
}

/** The answer to the last account that was typed, by its `ticket`. */
export interface AccountLinking {
  readonly ticket: string;
  readonly state: 'working' | 'done' | 'failed';
  readonly accountId?: string;
  readonly problem?: { readonly code: ErrorCode; readonly params: ErrorParams };
}

export interface OptionsView {
  readonly wallets: readonly OptionsWallet[];
  /** Absent while there are none. */
  readonly accounts?: readonly OptionsAccount[];
  readonly linkingAccount?: AccountLinking;
  /** Addresses of wallets that were linked and whose row in the storage cannot be read any more. */
  readonly damaged?: readonly string[];
  /** True while a payment waits for a wallet: the page says that the order goes on after linking. */
  readonly orderWaits: boolean;
  /** The answer to the last `link`, by its `ticket`. */
  readonly linking?: {
    readonly ticket: string;
    readonly state: 'working' | 'done' | 'failed';
    readonly walletId?: string;
    readonly problem?: { readonly code: ErrorCode; readonly params: ErrorParams };
    /** The origins to ask host permission for, where the wallet's servers do not answer other sites (no CORS). */
    readonly permissionFor?: readonly string[];
  };
  /** The answer to the last terms of an allowance that were typed. */
  readonly allowing?: AllowanceAnswer;
}

export type OptionsCommand =
  | AllowanceCommand
  /** `address` is what the user typed: `$pointer`, bare host or URL. */
  | { readonly type: 'link'; readonly ticket: string; readonly address: string }
  /** `url`, `name` and `secret` are what the user typed; the secret goes nowhere but into the wrapped row. */
  | { readonly type: 'link-account'; readonly ticket: string; readonly url: string; readonly name: string; readonly secret: string }
  | { readonly type: 'unlink-account'; readonly accountId: string }
  | { readonly type: 'make-default'; readonly walletId: string }
  | { readonly type: 'unlink'; readonly walletId: string }
  | { readonly type: 'replace-key'; readonly walletId: string }
  /** Ask the wallet for its keys now. */
  | { readonly type: 'check-key'; readonly walletId: string };
