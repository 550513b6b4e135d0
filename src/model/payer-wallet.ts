import type { Asset } from './amount.ts';

/** The kinds of wallets; each has a folder under `wallets/`. */
export type PayerKind = 'open-payments' | 'connector';

/** A wallet as the sheet shows it: a linked wallet, an account at a connector, or a practice wallet. */
export interface Payer {
  readonly id: string;
  readonly address: string;
  /** Untrusted text. */
  readonly publicName?: string;
  readonly asset: Asset;
}

/** Signs bytes with the wallet's non-extractable Ed25519 key. Resolves to the 64 bytes of the signature. */
export type Sign = (data: Uint8Array) => Promise<Uint8Array>;

/** A linked wallet in the form that rails need. */
export interface PayerWallet {
  readonly id: string;
  /** The wallet address's canonical `id`. */
  readonly address: string;
  readonly publicName?: string;
  readonly asset: Asset;
  readonly authServer: string;
  readonly resourceServer: string;
  /** `kid` of our key that the wallet publishes. */
  readonly keyId: string;
  readonly sign: Sign;
}

/** Finds linked wallets. @throws {TenderError} `no-wallet` for an id that is not linked (any more). */
export interface PayerWallets {
  get(walletId: string): Promise<PayerWallet>;
}

/** An access token with its management URL for rotation and revocation (GNAP, RFC 9635, section 6). */
export interface AccessToken {
  readonly value: string;
  readonly manage: string;
  /** Milliseconds since the epoch; absent if the server does not give it. */
  readonly expiresAt?: number;
}

/** Stores access tokens that are used for several payments. `put` resolves when the write is durable. */
export interface TokenStore {
  get(key: string): Promise<AccessToken | undefined>;
  put(key: string, token: AccessToken): Promise<void>;
  delete(key: string): Promise<void>;
}
