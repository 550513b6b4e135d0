import { oncePerWorld } from '../per-world.ts';
import type { WalletName } from './accounts.ts';
import { Specifications, type Violation } from './openapi.ts';
import type { WalletContext } from './wallet-context.ts';

/** Shared by the wallets of one world. */
export interface SharedWallets {
  readonly started: Map<WalletName, WalletContext>;
  readonly specifications: Promise<Specifications>;
  /** Responses that violated the official descriptions, newest last. */
  readonly violations: Violation[];
}

export const sharedWallets = oncePerWorld(
  (): SharedWallets => ({
    started: new Map(),
    specifications: Specifications.load(),
    violations: [],
  }),
);
