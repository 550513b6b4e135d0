import type { Asset } from '../../model/amount.ts';
import type { Clock } from '../../model/clock.ts';
import { TenderError } from '../../model/errors.ts';
import type { LinkedUplink, StoredUplink, UplinkProtocol } from './connector-account.ts';
import { openSecret, wrapSecret } from './connector-account.ts';

/** Stores linked uplinks and their wrapped secrets. */
export interface UplinkStore {
  all(): Promise<readonly StoredUplink[]>;
  get(id: string): Promise<StoredUplink | undefined>;
  /** Resolves when the write is durable. */
  put(uplink: StoredUplink): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Protocol, URL and unwrapped secret of an account. Kept in memory during its use only. */
export interface UplinkAccess {
  readonly protocol: UplinkProtocol;
  readonly url: string;
  readonly username?: string;
  readonly secret: string;
}

/** The requests to the account's server that linking needs. A rail implements them. */
export interface UplinkServers {
  /** @throws {TenderError} `not-a-server-address` or `insecure-url` if it is not the URL of such a server. */
  parseUrl(typed: string): { readonly protocol: UplinkProtocol; readonly url: string };
  /** Opens the account and reads its ILP address and asset. @throws {TenderError} `unreachable`, `uplink-refused`, `not-an-uplink`. */
  readAccount(access: UplinkAccess): Promise<{ readonly address: string; readonly asset: Asset }>;
}

/** The user's input. */
export interface TypedUplink {
  readonly url: string;
  readonly name?: string;
  readonly secret: string;
}

/** An uplink in the form that the rail needs. */
export interface OpenableUplink extends Pick<LinkedUplink, 'id' | 'url' | 'asset'> {
  /** @throws {TenderError} `no-wallet` if its secret cannot be unwrapped any more. */
  access(): Promise<UplinkAccess>;
}

const PREFIX = 'uplink:';

/** Whether a wallet id is that of an uplink. */
export function isUplinkId(walletId: string): boolean {
  return walletId.startsWith(PREFIX);
}

/** The linked accounts at connectors: links and unlinks them, and opens them for rails. */
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
   * Links an account after its server has accepted the secret and described the account. If the account is linked already, its secret is
   * replaced and its id stays.
   * @throws {TenderError} the errors of `UplinkServers`, and `storage-failed`. Nothing is stored in that case.
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

  /** Deletes an account with its secret. Its payments are reconciled at the payee, which needs neither. */
  async unlink(id: string): Promise<void> {
    await this.#store.delete(id);
    this.#onChange();
  }

  /** The account in the form that a rail needs; undefined if the id is unknown. */
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
