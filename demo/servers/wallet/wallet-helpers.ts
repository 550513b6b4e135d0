import { ledgerIds } from '../../money/ledger-ids.ts';
import type { WorldParts } from '../server.ts';
import { accountByUser, accounts, type Account, type WalletName } from './accounts.ts';
import type { Access } from './auth/access.ts';
import type { GrantRecord } from './auth/grant-store.ts';
import { clientId } from './client-keys.ts';
import { parsePublicKey } from './keys.ts';
import type { Violation } from './openapi.ts';
import { sharedWallets } from './shared-wallets.ts';
import type { WalletContext } from './wallet-context.ts';

/** Functions of the wallets for tests and for the actions of account owners, without HTTP. */
export interface WalletHelpers {
  readonly accounts: readonly Account[];
  /** Responses that violated the official descriptions (with `checkOpenApi`). */
  readonly violations: readonly Violation[];
  /** The address of an account, such as `https://cloudninebank.test/customer`. */
  walletAddress(wallet: WalletName, user: string): string;
  /** The balance of an account, in smallest units. */
  balance(wallet: WalletName, user: string): bigint;
  /** Registers a public key (JWK as JSON or base64) without the page. */
  addKey(wallet: WalletName, user: string, publicKey: string): void;
  removeKey(wallet: WalletName, user: string, kid: string): void;
  /** Revokes, as the account's owner, all grants of a client with this address. */
  revokeGrants(wallet: WalletName, user: string): void;
  /** Lowers, as the account's owner, the debit limit of each grant. */
  lowerLimits(wallet: WalletName, user: string, debit: bigint): void;
}

/** The helpers of all started wallets of a world. */
export function walletHelpers(world: WorldParts): WalletHelpers {
  const { started, violations } = sharedWallets(world);
  const walletOf = (name: WalletName) => {
    const wallet = started.get(name);
    if (!wallet) throw new Error(`no wallet ${name}`);
    return wallet;
  };
  return {
    accounts,
    violations,
    walletAddress: (name, user) => walletOf(name).urls.walletAddress(requireAccount(name, user)),
    balance: (name, user) => world.ledger.balance(ledgerIds.account(requireAccount(name, user))),
    addKey: (name, user, publicKey) => {
      const key = parsePublicKey(publicKey);
      if (!key) throw new TypeError('not an Ed25519 public key in JWK form');
      walletOf(name).keys.add(requireAccount(name, user).user, key);
    },
    removeKey: (name, user, kid) => walletOf(name).keys.remove(user, kid),
    revokeGrants: (name, user) => revokeGrants(walletOf(name), user),
    lowerLimits: (name, user, debit) => lowerLimits(walletOf(name), user, debit),
  };
}

function requireAccount(wallet: WalletName, user: string): Account {
  const account = accountByUser(wallet, user);
  if (!account) throw new Error(`no account ${user} at ${wallet}`);
  return account;
}

/** The current grants whose client is this account's own address. */
function grantsOf(wallet: WalletContext, user: string): readonly GrantRecord[] {
  const address = wallet.urls.walletAddress(requireAccount(wallet.layout.name, user));
  return wallet.grants.issued().filter(({ client }) => clientId(client) === address);
}

function revokeGrants(wallet: WalletContext, user: string): void {
  for (const grant of grantsOf(wallet, user)) wallet.grants.revoke(grant);
}

function lowerLimits(wallet: WalletContext, user: string, debit: bigint): void {
  for (const grant of grantsOf(wallet, user)) wallet.grants.save({ ...grant, access: grant.access.map((one) => lowered(one, debit)) });
}

function lowered(access: Access, debit: bigint): Access {
  const { limits } = access;
  if (!limits?.debitAmount) return access;
  return { ...access, limits: { ...limits, debitAmount: { ...limits.debitAmount, value: debit.toString() } } };
}
