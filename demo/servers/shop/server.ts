import type { ServerDefinition } from '../server.ts';
import { walletHelpers } from '../wallet/wallet-helpers.ts';
import { createShop } from './shop.ts';

/** The shop's helpers for tests. */
export interface ShopHelpers {
  /** The shop's front page. */
  readonly shopUrl: string;
}

/** A shop with a server, which is paid at wallets and at the acquirer. */
export const shopServer: ServerDefinition<'shop', ShopHelpers, object, never> = {
  name: 'shop',
  hosts: ['shop'],
  start(world) {
    return {
      apps: { shop: createShop({ ...world, addKey: walletHelpers(world).addKey }) },
      helpers: { shopUrl: `${world.hosts.origin('shop')}/` },
    };
  },
};
