import { corsMethods } from '../../http/cors.ts';
import { connectorOf } from '../connector/shared-connector.ts';
import type { ServerDefinition } from '../server.ts';
import { sharedWallets } from './shared-wallets.ts';
import { fieldTiming, type Timing } from './timing.ts';
import { walletFaults, type WalletFault } from './wallet-faults.ts';
import { walletHelpers, type WalletHelpers } from './wallet-helpers.ts';
import { cloudNineLayout, happyLifeLayout, type WalletLayout } from './wallet-layout.ts';
import { createWallet } from './wallet.ts';

/** The wallets' part of the world's options. */
export interface WalletOptions {
  /** Validates every response with the official descriptions and records errors in `world.violations`. */
  readonly checkOpenApi?: boolean;
  readonly timing?: Partial<Timing>;
}

type WalletHost<Layout extends WalletLayout> = Layout['walletHost' | 'authHost' | 'resourceHost'];

/** A wallet with its authorization server, resource server and issuer. */
function walletServer<const Layout extends WalletLayout>(
  layout: Layout,
): ServerDefinition<WalletHost<Layout>, WalletHelpers, WalletOptions, WalletFault> {
  const hosts: readonly WalletHost<Layout>[] = [layout.walletHost, layout.authHost, layout.resourceHost];
  return {
    name: layout.name,
    hosts: [...new Set(hosts)],
    faults: walletFaults,
    async start(world) {
      const { options } = world;
      const { started, specifications, violations } = sharedWallets(world);
      const { context, apps, crediting, settlements } = await createWallet(layout, {
        ...world,
        specifications: await specifications,
        connector: connectorOf(world),
        timing: { ...fieldTiming, ...options.timing },
        onViolation: options.checkOpenApi ? (violation) => violations.push(violation) : undefined,
      });
      started.set(layout.name, context);
      return {
        apps: Object.fromEntries(apps),
        cors: corsMethods,
        payee: crediting,
        helpers: walletHelpers(world),
        resume: () => {
          for (const settlement of settlements) settlement.resume();
        },
        close: async () => {
          await Promise.all(settlements.map((settlement) => settlement.close()));
        },
      };
    },
  };
}

export const cloudNineBank = walletServer(cloudNineLayout);
export const happyLifeBank = walletServer(happyLifeLayout);
