import type { Asset } from '../../model/amount.ts';
import type { TokenStore } from '../../model/payer-wallet.ts';
import type { Socket } from '../../stream/index.ts';
import type { GrantDeps } from '../gnap/deps.ts';

/** Where a wallet's issuer quotes and pays invoices. */
export interface Issuer {
  readonly quotes: string;
  readonly payments: string;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}

/** Keeps what issuers' discovery said, by wallet id. */
export interface IssuerStore {
  get(walletId: string): Promise<Issuer | undefined>;
  put(walletId: string, issuer: Issuer): Promise<void>;
}

/** How an account at a connector is reached. */
export interface UplinkAccess {
  readonly protocol: 'btp' | 'http';
  /** `wss:` or `https:` URL. */
  readonly url: string;
  readonly username?: string;
  readonly secret: string;
}

/** A linked account at a connector, from which this rail pushes by itself. */
export interface PayerUplink {
  readonly id: string;
  readonly url: string;
  readonly asset: Asset;
  /** Opens the wrapped secret. @throws {TenderError} `no-wallet` when it cannot be read any more. */
  access(): Promise<UplinkAccess>;
}

export interface PayerUplinks {
  /** Nothing for an id that is no linked uplink. @throws {TenderError} `storage-failed`. */
  find(walletId: string): Promise<PayerUplink | undefined>;
}

/** What the rail needs from outside. */
export interface InvoiceDeps extends GrantDeps {
  /** Tokens that outlive one payment: the wallets' quote tokens. */
  readonly tokens: TokenStore;
  readonly issuers: IssuerStore;
  readonly uplinks: PayerUplinks;
  /** Opens a WebSocket; the platform's own without it. */
  readonly openSocket?: (url: string) => Socket;
}
