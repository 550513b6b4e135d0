import type { Asset } from '../../model/amount.ts';
import type { Clock } from '../../model/clock.ts';
import { TenderError } from '../../model/errors.ts';
import type { LinkedUplink, StoredUplink, UplinkProtocol } from './connector-account.ts';
import { openSecret, wrapSecret } from './connector-account.ts';

/** Where linked uplinks and their wrapped secrets are kept. */
export interface UplinkStore {
  all(): Promise<readonly StoredUplink[]>;
  get(id: string): Promise<StoredUplink | undefined>;
  /** Resolved once it is on disk. */
  put(uplink: StoredUplink): Promise<void>;
  delete(id: string): Promise<void>;
}

/** How an account is reached, with its secret in the clear: held in memory while it is used, and nowhere else. */
export interface UplinkAccess {
  readonly protocol: UplinkProtocol;
  readonly url: string;
  readonly username?: string;
  readonly secret: string;
}

/** What linking asks of the account's server; a rail's packets stand behind it. */
export interface UplinkServers {
  /** @throws {TenderError} `not-a-server-address` or `insecure-url` for what is no address of such a server. */
  parseUrl(typed: string): { readonly protocol: UplinkProtocol; readonly url: string };
  /** Opens the account and asks for its address and asset. @throws {TenderError} `unreachable`, `uplink-refused`, `not-an-uplink`. */
  readAccount(access: UplinkAccess): Promise<{ readonly address: string; readonly asset: Asset }>;
}

/** What the user typed. */
export interface TypedUplink {
  readonly url: string;
  readonly name?: string;
  readonly secret: string;
}

/** An uplink as the rail needs it. */
export interface OpenableUplink extends Pick<LinkedUplink, 'id' | 'url' | 'asset'> {
  /** @throws {TenderError} `no-wallet` when its secret cannot be opened any more. */
  access(): Promise<UplinkAccess>;
}

const PREFIX = 'uplink:';

/** Whether a wallet's id is that of an uplink. */
export function isUplinkId(walletId: string): boolean {
  return walletId.startsWith(PREFIX);
}

/** The linked accounts at connectors: linking, unlinking, and the accounts as rails need them. */
export class Uplinks {
  readonly #store: UplinkStore;
  readonly #servers: UplinkServers;
  readonly #clock: Clock;
  readonly #onChange: () => void;

  constructor(store: UplinkStore, servers: UplinkServers, clock: Clock, onChange: () => void) {
    this.#store = store;
    this.#servers = servers;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  async list(): Promise<readonly LinkedUplink[]> {
    return (await this.#store.all()).map(({ secret: _wrapped, ...uplink }) => uplink);
  }

  /**
   * Links an account, once its server has taken the secret and said what the account is. The same account again gets the new secret and
   * keeps its id.
   * @throws {TenderError} what the servers throw, and `storage-failed`; nothing is kept then.
   */
  async link({ url: typed, name: typedName, secret }: TypedUplink): Promise<LinkedUplink> {
    const { protocol, url } = this.#servers.parseUrl(typed.trim());
    const name = typedName?.trim() === '' ? undefined : typedName?.trim();
    const access = { protocol, url, secret, ...(name === undefined ? {} : { username: name }) };
    const account = await this.#servers.readAccount(access);
    const known = (await this.#store.all()).find((uplink) => uplink.url === url && uplink.name === name);
    const id = known?.id ?? `${PREFIX}${crypto.randomUUID()}`;
    const uplink: LinkedUplink = { id, protocol, url, ...account, linkedAt: this.#clock.now(), ...(name === undefined ? {} : { name }) };
    await this.#store.put({ ...uplink, secret: await wrapSecret(secret) });
    this.#onChange();
    return uplink;
  }

  /** Forgets an account with its secret. What was pushed from it is read about at the payee's, which needs neither. */
  async unlink(id: string): Promise<void> {
    await this.#store.delete(id);
    this.#onChange();
  }

  /** The account as a rail needs it; nothing for an id that is none of ours. */
  async find(walletId: string): Promise<OpenableUplink | undefined> {
    if (!isUplinkId(walletId)) return undefined;
    const stored = await this.#store.get(walletId);
    if (!stored) return undefined;
    const { id, url, asset } = stored;
    return { id, url, asset, access: () => accessTo(stored) };
  }
}

async function accessTo({ protocol, url, name, secret }: StoredUplink): Promise<UplinkAccess> {
  try {
    return { protocol, url, secret: await openSecret(secret), ...(name === undefined ? {} : { username: name }) };
  } catch (cause) {
    throw new TenderError('no-wallet', { cause });
  }
}
