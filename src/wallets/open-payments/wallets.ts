import type { Clock } from '../../model/clock.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { PayerWallet, PayerWallets } from '../../model/payer-wallet.ts';
import type { SigningKey } from './key.ts';
import { makeKey, signer } from './key.ts';
import type { FoundWallet, LinkedWallet, ListedWallet } from './wallet.ts';
import { hostAlone } from './typed-address.ts';
import { isListed } from './wallet.ts';

/** Where linked wallets and their keys are kept. */
export interface WalletStore {
  all(): Promise<readonly LinkedWallet[]>;
  /** Ids (addresses) of linked wallets whose rows cannot be read. */
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

/** What linking asks of the wallet's servers; a rail's HTTP stands behind it. */
export interface WalletServers {
  /** Reads what the user typed as a wallet address and asks its server about it; follows it where it leads elsewhere. */
  fetchWalletAddress(typed: string): Promise<FoundWallet>;
  /** Whether the wallet publishes this key. */
  publishes(address: string, key: SigningKey['publicKey']): Promise<boolean>;
  /** Gives back what tokens we hold for the wallet. */
  revoke(wallet: LinkedWallet): Promise<void>;
  /** Whether a payment from the wallet is on its way: its key must stay to read how that ends. */
  isInUse(walletId: string): Promise<boolean>;
}

/** Answers of a host that is there and has no wallet at its root; many lead to their web site. */
const SAYS_NO_WALLET: ReadonlySet<ErrorCode> = new Set(['not-a-wallet-address', 'redirected']);

/** The linked wallets: linking, looking for published keys, replacing keys, unlinking; and the wallets as rails need them. */
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

  /** Addresses of wallets that were linked and cannot be read any more: they have to be linked again. */
  damaged(): Promise<readonly string[]> {
    return this.#store.damaged();
  }

  /** The wallet to pay from unless the user chooses another: the chosen default, as long as it can pay. */
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
   * Begins to link what the user typed: asks the wallet's server, makes a key, and waits for the wallet to publish it.
   * Linking the same wallet again while it waits keeps its key.
   * @throws {TenderError} `not-a-wallet-address`, `address-without-name`, `already-linked`, `wallet-nameless`, `address-leads-on` (params
   *   `actual`) when the wallet stands at another address, which the user has to see first, or whatever the look-up throws.
   */
  async link(typed: string): Promise<LinkedWallet> {
    const { ledFrom, ...facts } = await this.#fetchWalletAddress(typed);
    if (ledFrom !== undefined) throw new TenderError('address-leads-on', { params: { host: ledFrom, actual: facts.address } });
    // A wallet shows its public name at the consent; authorization servers refuse clients without one.
    if (!facts.publicName) throw new TenderError('wallet-nameless', { params: { host: new URL(facts.address).host } });
    const known = await this.#store.get(facts.address);
    if (known?.status === 'linked') throw new TenderError('already-linked', { params: { address: facts.address } });
    const keyId = known?.keyId ?? (await this.#makeKey());
    const status = known && known.status !== 'leaving' ? known.status : 'waiting';
    const wallet: LinkedWallet = { ...facts, id: facts.address, status, keyId, linkedAt: this.#clock.now() };
    await this.#save(wallet);
    return wallet;
  }

  /** A wallet may live at a bare host; where none does, the name after the host was left out. */
  async #fetchWalletAddress(typed: string): Promise<FoundWallet> {
    try {
      return await this.#servers.fetchWalletAddress(typed);
    } catch (thrown) {
      const host = hostAlone(typed);
      if (host === undefined || !SAYS_NO_WALLET.has(toTenderError(thrown).code)) throw thrown;
      throw new TenderError('address-without-name', { params: { host }, cause: thrown });
    }
  }

  /** Asks the wallet which keys it publishes, and notes what that means. Never throws for what a server does. */
  async check(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet || wallet.status === 'leaving') return;
    const checkedAt = this.#clock.now();
    try {
      const isNew = await this.#publishes(wallet, wallet.newKeyId);
      // A payment that is on its way can be read with the key that sent it only.
      if (isNew && !(await this.#servers.isInUse(id))) return await this.#takeNewKey(wallet, checkedAt);
      const published = await this.#publishes(wallet, wallet.keyId);
      const status = published ? 'linked' : wallet.status === 'waiting' ? 'waiting' : 'key-removed';
      await this.#note(wallet, { status, checkedAt });
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      await this.#note(wallet, { checkedAt, problem: { code, params } });
    }
  }

  /** Makes a key that replaces the present one once the wallet publishes it; until then the present one goes on signing. */
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
   * Forgets a wallet and its keys. What can be revoked at its servers is revoked first; an unreachable wallet does not stop it. While a
   * payment from it is on its way it is only put away, and forgotten when that is over.
   */
  async unlink(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet) return;
    // With the key gone nothing that is left at the wallet can be used; the revocation is a courtesy.
    await this.#servers.revoke(wallet).catch(() => undefined);
    await this.#store.put({ ...wallet, status: 'leaving' });
    if ((await this.#store.defaultId()) === id) await this.#store.setDefault(undefined);
    await this.forgetLeaving();
    this.#onChange();
  }

  /** Forgets the wallets that were unlinked and have no payment on its way any more. */
  async forgetLeaving(): Promise<void> {
    for (const { id, status, keyId, newKeyId } of await this.#store.all()) {
      if (status !== 'leaving' || (await this.#servers.isInUse(id))) continue;
      await this.#store.delete(id);
      await this.#store.deleteKey(keyId);
      if (newKeyId !== undefined) await this.#store.deleteKey(newKeyId);
    }
  }

  /** The public half of a wallet's key; a key that is gone (a storage that lost it) is made anew, and the wallet has to be given that one. */
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

  /** Writes what a look at the wallet found, unless the user unlinked it or took another key meanwhile. */
  async #note(
    { id, keyId }: LinkedWallet,
    found: Pick<LinkedWallet, 'checkedAt' | 'problem'> & Partial<Pick<LinkedWallet, 'status'>>,
  ): Promise<void> {
    await this.#change(id, ({ problem: _past, ...rest }) =>
      rest.keyId === keyId && rest.status !== 'leaving' ? { ...rest, ...found } : undefined,
    );
  }

  /** Writes what `next` makes of the stored wallet, one write after the other. @returns whether anything was written. */
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
