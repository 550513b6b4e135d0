import type { Asset } from '../../model/amount.ts';
import type { TokenStore } from '../../model/payer-wallet.ts';
import type { Socket } from '../../stream/index.ts';
import type { GrantDeps } from '../gnap/deps.ts';

/** Endpoints of a wallet's issuer for quotes and payments of invoices. */
export interface Issuer {
  readonly quotes: string;
  readonly payments: string;
  /** Milliseconds since the epoch. */
  readonly readAt: number;
}

/** Stores the discovery results of issuers by wallet id. */
export interface IssuerStore {
  get(walletId: string): Promise<Issuer | undefined>;
  put(walletId: string, issuer: Issuer): Promise<void>;
}

/** How to connect to an account at a connector. */
export interface UplinkAccess {
  readonly protocol: 'btp' | 'http';
  /** `wss:` or `https:` URL. */
  readonly url: string;
  readonly username?: string;
  readonly secret: string;
}

/** A linked account at a connector, from which the rail sends the packets of a payment itself ("push"). */
export interface PayerUplink {
  readonly id: string;
  readonly url: string;
  readonly asset: Asset;
  /** Unwraps the secret. @throws {TenderError} `no-wallet` if it cannot be unwrapped any more. */
  access(): Promise<UplinkAccess>;
}

export interface PayerUplinks {
  /** Undefined if the id is not that of a linked uplink. @throws {TenderError} `storage-failed`. */
  find(walletId: string): Promise<PayerUplink | undefined>;
}

/** Dependencies of the rail. */
export interface InvoiceDeps extends GrantDeps {
  /** Access tokens that are used for several payments: the wallets' quote tokens. */
  readonly tokens: TokenStore;
  readonly issuers: IssuerStore;
  readonly uplinks: PayerUplinks;
  /** Opens a WebSocket; the platform's WebSocket by default. */
  readonly openSocket?: (url: string) => Socket;
}
