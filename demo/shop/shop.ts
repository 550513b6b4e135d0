import { Hono } from 'hono';
import type { Hosts } from '../hosts.ts';
import type { ServerEnv } from '../http/raw-request.ts';
import type { WorldFetch } from '../http/world-fetch.ts';
import type { Database } from '../storage/database.ts';
import type { WalletName } from '../wallet/accounts.ts';

export interface ShopParts {
  readonly db: Database;
  readonly hosts: Hosts;
  readonly fetch: WorldFetch;
  /** Registers the shop's own key at its wallets, as a shop's owner does once by hand. */
  readonly addKey: (wallet: WalletName, user: string, publicKey: string) => void;
}

export function createShop(_parts: ShopParts): Hono<ServerEnv> {
  return new Hono<ServerEnv>();
}
