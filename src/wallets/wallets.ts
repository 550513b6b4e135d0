import type { Clock } from '../payments/clock.ts';
import { TenderError, toTenderError } from '../payments/errors.ts';
import type { PayerWallet, PayerWallets } from '../payments/wallet.ts';
import type { SigningKey } from './key.ts';
import { makeKey, signer } from './key.ts';
import type { LinkedWallet, WalletFacts } from './wallet.ts';

/** Where linked wallets and their keys are kept. */
export interface WalletStore {
  all(): Promise<readonly LinkedWallet[]>;
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
  /** Reads what the person typed as a wallet address and asks its server about it. */
  lookUp(typed: string): Promise<WalletFacts>;
  /** Whether the wallet publishes this key. */
  publishes(address: string, key: SigningKey['publicKey']): Promise<boolean>;
  /** Gives back what tokens we hold for the wallet. */
  revoke(walletId: string): Promise<void>;
}

/** The linked wallets: linking, looking for published keys, replacing keys, unlinking; and the wallets as rails need them. */
export class Wallets implements PayerWallets {
  readonly #store: WalletStore;
  readonly #servers: WalletServers;
  readonly #clock: Clock;
  readonly #onChange: () => void;

  constructor(store: WalletStore, servers: WalletServers, clock: Clock, onChange: () => void) {
    this.#store = store;
    this.#servers = servers;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  list(): Promise<readonly LinkedWallet[]> {
    return this.#store.all();
  }

  /** The wallet to pay from unless the person chooses another: the chosen default, as long as it can pay. */
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
    return { id, address, asset, authServer, resourceServer, keyId, sign: signer(key), ...(publicName === undefined ? {} : { publicName }) };
  }

  /**
   * Begins to link what the person typed: asks the wallet's server, makes a key, and waits for the wallet to publish it.
   * Linking the same wallet again while it waits keeps its key.
   * @throws {TenderError} `not-a-wallet-address`, `already-linked`, `wallet-nameless`, or whatever the look-up throws.
   */
  async link(typed: string): Promise<LinkedWallet> {
    const facts = await this.#servers.lookUp(typed);
    // A wallet shows its public name at the consent; authorization servers refuse clients without one.
    if (!facts.publicName) throw new TenderError('wallet-nameless', { params: { host: new URL(facts.address).host } });
    const known = await this.#store.get(facts.address);
    if (known?.status === 'linked') throw new TenderError('already-linked', { params: { address: facts.address } });
    const keyId = known?.keyId ?? (await this.#makeKey());
    const wallet: LinkedWallet = { ...facts, id: facts.address, status: known?.status ?? 'waiting', keyId, linkedAt: this.#clock.now() };
    await this.#save(wallet);
    return wallet;
  }

  /** Asks the wallet which keys it publishes, and notes what that means. Never throws for what a server does. */
  async check(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet) return;
    const checkedAt = this.#clock.now();
    const { problem: _past, ...rest } = wallet;
    try {
      if (await this.#publishes(wallet, wallet.newKeyId)) return await this.#takeNewKey(rest, checkedAt);
      const published = await this.#publishes(wallet, wallet.keyId);
      const status = published ? 'linked' : wallet.status === 'waiting' ? 'waiting' : 'key-removed';
      await this.#saveIfKept({ ...rest, status, checkedAt });
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      await this.#saveIfKept({ ...rest, checkedAt, problem: { code, params } });
    }
  }

  /** Makes a key that replaces the present one once the wallet publishes it; until then the present one goes on signing. */
  async replaceKey(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet || wallet.newKeyId !== undefined) return;
    await this.#save({ ...wallet, newKeyId: await this.#makeKey() });
  }

  async makeDefault(id: string): Promise<void> {
    if (!(await this.#store.get(id))) return;
    await this.#store.setDefault(id);
    this.#onChange();
  }

  /** Forgets a wallet and its keys. What can be revoked at its servers is revoked first; an unreachable wallet does not stop it. */
  async unlink(id: string): Promise<void> {
    const wallet = await this.#store.get(id);
    if (!wallet) return;
    // With the key gone nothing that is left at the wallet can be used; the revocation is a courtesy.
    await this.#servers.revoke(id).catch(() => undefined);
    await this.#store.delete(id);
    await this.#store.deleteKey(wallet.keyId);
    if (wallet.newKeyId !== undefined) await this.#store.deleteKey(wallet.newKeyId);
    if ((await this.#store.defaultId()) === id) await this.#store.setDefault(undefined);
    this.#onChange();
  }

  async publicKey(kid: string): Promise<SigningKey['publicKey'] | undefined> {
    return (await this.#store.key(kid))?.publicKey;
  }

  async #publishes(wallet: LinkedWallet, kid: string | undefined): Promise<boolean> {
    const key = kid === undefined ? undefined : await this.#store.key(kid);
    return key !== undefined && this.#servers.publishes(wallet.address, key.publicKey);
  }

  async #takeNewKey({ newKeyId, ...wallet }: LinkedWallet, checkedAt: number): Promise<void> {
    if (newKeyId === undefined) return;
    await this.#saveIfKept({ ...wallet, keyId: newKeyId, status: 'linked', checkedAt });
    await this.#store.deleteKey(wallet.keyId);
  }

  async #makeKey(): Promise<string> {
    const key = await makeKey();
    await this.#store.putKey(key);
    return key.kid;
  }

  /** Writes what a look at the wallet found, unless the person unlinked it meanwhile. */
  async #saveIfKept(wallet: LinkedWallet): Promise<void> {
    if (await this.#store.get(wallet.id)) await this.#save(wallet);
  }

  async #save(wallet: LinkedWallet): Promise<void> {
    await this.#store.put(wallet);
    if ((await this.#store.defaultId()) === undefined && wallet.status === 'linked') await this.#store.setDefault(wallet.id);
    this.#onChange();
  }
}
