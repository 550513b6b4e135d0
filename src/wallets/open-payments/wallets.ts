import type { Clock } from '../../model/clock.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { PayerWallet, PayerWallets } from '../../model/payer-wallet.ts';
import type { SigningKey } from './key.ts';
import { makeKey, signer } from './key.ts';
import type { FoundWallet, LinkedWallet, ListedWallet } from './wallet.ts';
import { hostWithoutPath } from './typed-address.ts';
import { isListed } from './wallet.ts';

/** Stores linked wallets and their keys. */
export interface WalletStore {
  all(): Promise<readonly LinkedWallet[]>;
  /** Ids (wallet addresses) of linked wallets whose rows are unreadable. */
  damaged(): Promise<readonly string[]>;
  get(id: string): Promise<LinkedWallet | undefined>;
  put(wallet: LinkedWallet): Promise<void>;
  delete(id: string): Promise<void>;
  key(kid: string): Promise<SigningKey | undefined>;
  putKey(key: SigningKey): Promise<void>;
  deleteKey(kid: string): Promise<void>;
  defaultId(): Promise<string | undefined>;
  setDefault(id: string | undefined): Promise<void>;
}

/** The requests to the wallet's servers that linking needs. A rail implements them. */
export interface WalletServers {
  /** Parses the user's input as a wallet address and reads it from its server, also if the wallet is at another address. */
  fetchWalletAddress(typed: string): Promise<FoundWallet>;
  /** Whether the wallet publishes this key. */
  publishes(address: string, key: SigningKey['publicKey']): Promise<boolean>;
  /** Revokes the tokens for the wallet. */
  revoke(wallet: LinkedWallet): Promise<void>;
  /** Whether a payment from the wallet is in progress: its key is necessary to read the result. */
  isInUse(walletId: string): Promise<boolean>;
}

/** Errors of a host that has no wallet at its root; many redirect to their web site. */
const NO_WALLET_ERRORS: ReadonlySet<ErrorCode> = new Set(['not-a-wallet-address', 'redirected']);

/** The linked wallets: links and unlinks them, checks their published keys, replaces keys, and opens them for rails. */
export class Wallets implements PayerWallets {
  readonly #store: WalletStore;
  readonly #servers: WalletServers;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(store: WalletStore, servers: WalletServers, clock: Clock, onChange: () => void) {
    this.#store = store;
    this.#servers = servers;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  async list(): Promise<readonly ListedWallet[]> {
    return (await this.#store.all()).filter(isListed);
  }

  /** Addresses of linked wallets that are unreadable and must be linked again. */
  damaged(): Promise<readonly string[]> {
    return this.#store.damaged();
  }

  /** The default wallet for payments: the one that the user chose, as long as it can pay. */
  async defaultId(): Promise<string | undefined> {
    const usable = (await this.#store.all()).filter((wallet) => wallet.status === 'linked');
    const chosen = await this.#store.defaultId();
    return (usable.find((wallet) => wallet.id === chosen) ?? usable[0])?.id;
  }

  async get(walletId: string): Promise<PayerWallet> {
    const wallet = await this.#store.get(walletId);
    const key = wallet && (await this.#store.key(wallet.keyId));
    if (!wallet || !key) throw new TenderError('no-wallet');
    const { id, address, asset, authServer, resourceServer, keyId, publicName } = wallet;
    return {
      id,
      address,
      asset,
      authServer,
      resourceServer,
      keyId,
      sign: signer(key),
      ...(publicName === undefined ? {} : { publicName }),
    };
  }

  /**
   * Starts to link the wallet that the user typed: reads the wallet address, creates a key, and waits until the wallet publishes it. If the
   * wallet is waiting already, its key stays.
   * @throws {TenderError} `not-a-wallet-address`, `address-without-name`, `already-linked`, `wallet-nameless`, `address-leads-on` (params
   *   `actual`) if the wallet is at another address, which the user has to confirm, and the errors of `fetchWalletAddress`.
   */
  async link(typed: string): Promise<LinkedWallet> {
    const { ledFrom, ...facts } = await this.#fetchWalletAddress(typed);
    if (ledFrom !== undefined) throw new TenderError('address-leads-on', { params: { host: ledFrom, actual: facts.address } });
    // A wallet shows its public name on the consent page; authorization servers refuse clients without one.
    if (!facts.publicName) throw new TenderError('wallet-nameless', { params: { host: new URL(facts.address).host } });
    const known = await this.#store.get(facts.address);
    if (known?.status === 'linked') throw new TenderError('already-linked', { params: { address: facts.address } });
    const keyId = known?.keyId ?? (await this.#makeKey());
    const status = known && known.status !== 'leaving' ? known.status : 'waiting';
    const wallet: LinkedWallet = { ...facts, id: facts.address, status, keyId, linkedAt: this.#clock.now() };
    await this.#save(wallet);
    return wallet;
  }

  /** A wallet may be at a host without a path. If there is none, the user left out the path. */
  async #fetchWalletAddress(typed: string): Promise<FoundWallet> {
    try {
      return await this.#servers.fetchWalletAddress(typed);
    } catch (thrown) {
      const host = hostWithoutPath(typed);
      if (host === undefined || !NO_WALLET_ERRORS.has(toTenderError(thrown).code)) throw thrown;
      throw new TenderError('address-without-name', { params: { host }, cause: thrown });
    }
  }

  /** Reads the keys that the wallet publishes and updates its status. Never throws for a server's answer. */
  async check(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet || wallet.status === 'leaving') return;
    const checkedAt = this.#clock.now();
    try {
      const isNew = await this.#publishes(wallet, wallet.newKeyId);
      // A payment in progress can be read only with the key that signed it.
      if (isNew && !(await this.#servers.isInUse(id))) return await this.#takeNewKey(wallet, checkedAt);
      const published = await this.#publishes(wallet, wallet.keyId);
      const status = published ? 'linked' : wallet.status === 'waiting' ? 'waiting' : 'key-removed';
      await this.#note(wallet, { status, checkedAt });
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      await this.#note(wallet, { checkedAt, problem: { code, params } });
    }
  }

  /** Creates a key that replaces the current one when the wallet publishes it. The current key signs until then. */
  async replaceKey(id: string): Promise<void> {
    const newKeyId = await this.#makeKey();
    const taken = await this.#change(id, (wallet) => (wallet.newKeyId === undefined ? { ...wallet, newKeyId } : undefined));
    if (!taken) await this.#store.deleteKey(newKeyId);
  }

  async makeDefault(id: string): Promise<void> {
    if (!(await this.#store.get(id))) return;
    await this.#store.setDefault(id);
    this.#onChange();
  }

  /**
   * Deletes a wallet and its keys. Its tokens are revoked first, if its servers can be reached. While a payment from it is in progress, it
   * is hidden and deleted afterwards.
   */
  async unlink(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet) return;
    // Without the key nothing at the wallet can be used, so the revocation may fail.
    await this.#servers.revoke(wallet).catch(() => undefined);
    await this.#store.put({ ...wallet, status: 'leaving' });
    if ((await this.#store.defaultId()) === id) await this.#store.setDefault(undefined);
    await this.forgetUnlinked();
    this.#onChange();
  }

  /** Deletes unlinked wallets without a payment in progress. */
  async forgetUnlinked(): Promise<void> {
    for (const { id, status, keyId, newKeyId } of await this.#store.all()) {
      if (status !== 'leaving' || (await this.#servers.isInUse(id))) continue;
      await this.#store.delete(id);
      await this.#store.deleteKey(keyId);
      if (newKeyId !== undefined) await this.#store.deleteKey(newKeyId);
    }
  }

  /** The public key of a wallet. If the storage has lost the key, a new one is created, which the wallet must publish. */
  async publicKey(id: string, kid: string): Promise<SigningKey['publicKey']> {
    const key = await this.#store.key(kid);
    if (key) return key.publicKey;
    const fresh = await makeKey();
    await this.#store.putKey(fresh);
    const wallet = await this.#store.get(id);
    if (wallet?.keyId === kid) await this.#store.put({ ...wallet, keyId: fresh.kid, status: 'key-removed' });
    else if (wallet?.newKeyId === kid) await this.#store.put({ ...wallet, newKeyId: fresh.kid });
    return fresh.publicKey;
  }

  async #publishes(wallet: LinkedWallet, kid: string | undefined): Promise<boolean> {
    const key = kid === undefined ? undefined : await this.#store.key(kid);
    return key !== undefined && this.#servers.publishes(wallet.address, key.publicKey);
  }

  async #takeNewKey({ id, keyId: old, newKeyId }: LinkedWallet, checkedAt: number): Promise<void> {
    if (newKeyId === undefined) return;
    const taken = await this.#change(id, (wallet) => {
      const { newKeyId: awaited, problem: _past, ...rest } = wallet;
      return awaited === newKeyId ? { ...rest, keyId: newKeyId, status: 'linked', checkedAt } : undefined;
    });
    if (taken) await this.#store.deleteKey(old);
  }

  async #makeKey(): Promise<string> {
    const key = await makeKey();
    await this.#store.putKey(key);
    return key.kid;
  }

  /** Saves the result of a check, unless the user has unlinked the wallet or replaced the key meanwhile. */
  async #note(
    { id, keyId }: LinkedWallet,
    found: Pick<LinkedWallet, 'checkedAt' | 'problem'> & Partial<Pick<LinkedWallet, 'status'>>,
  ): Promise<void> {
    await this.#change(id, ({ problem: _past, ...rest }) =>
      rest.keyId === keyId && rest.status !== 'leaving' ? { ...rest, ...found } : undefined,
    );
  }

  /** Replaces the stored wallet with the result of `next`, one write at a time. @returns whether anything was written. */
  #change(id: string, next: (wallet: LinkedWallet) => LinkedWallet | undefined): Promise<boolean> {
    const write = this.#writes.then(async () => {
      const wallet = await this.#store.get(id);
      const changed = wallet && next(wallet);
      if (changed) await this.#save(changed);
      return changed !== undefined;
    });
    this.#writes = write.catch(() => undefined);
    return write;
  }

  async #save(wallet: LinkedWallet): Promise<void> {
    await this.#store.put(wallet);
    if ((await this.#store.defaultId()) === undefined && wallet.status === 'linked') await this.#store.setDefault(wallet.id);
    this.#onChange();
  }
}
