import type { Asset } from './amount.ts';

/** What can pay, by kind: one folder under `wallets/` each. */
export type PayerKind = 'open-payments' | 'connector';

/** Signs bytes with the wallet's Ed25519 key, which never leaves WebCrypto. Resolves to the 64 bytes of the signature. */
export type Sign = (data: Uint8Array) => Promise<Uint8Array>;

/** A linked wallet as rails need it. */
export interface PayerWallet {
  readonly id: string;
  /** The wallet address's canonical `id`. */
  readonly address: string;
  readonly publicName?: string;
  readonly asset: Asset;
  readonly authServer: string;
  readonly resourceServer: string;
  /** `kid` of the key that the wallet publishes for us. */
  readonly keyId: string;
  readonly sign: Sign;
}

/** Finds linked wallets. @throws {TenderError} `no-wallet` for an id that is not linked (any more). */
export interface PayerWallets {
  get(walletId: string): Promise<PayerWallet>;
}

/** An access token with the address that rotates and revokes it (GNAP, RFC 9635, section 6). */
export interface AccessToken {
  readonly value: string;
  readonly manage: string;
  /** Milliseconds since the epoch; absent when the server did not say. */
  readonly expiresAt?: number;
}

/** Keeps tokens that outlive one payment. `put` resolves once the token is on disk. */
export interface TokenStore {
  get(key: string): Promise<AccessToken | undefined>;
  put(key: string, token: AccessToken): Promise<void>;
  delete(key: string): Promise<void>;
}
