import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import * as v from 'valibot';
import { createAcquirer, type Acquirer } from './servers/acquirer/acquirer.ts';
import type { AcquirerDesk } from './servers/acquirer/desk.ts';
import { Faults } from './faults.ts';
import { createHosts, hostNames, type HostName, type Hosts } from './hosts.ts';
import { loadCertificates, type Certificates } from './http/certificates.ts';
import { openListener, type Handler, type Listener } from './http/listener.ts';
import type { RawRequest, ServerEnv } from './http/raw-request.ts';
import { CALLER_HEADER, RequestLog } from './http/request-log.ts';
import { createWorldFetch, type WorldFetch } from './http/world-fetch.ts';
import { Connector } from './servers/connector/connector.ts';
import { creditAmong, type Payee } from './servers/connector/intake.ts';
import { Ledger } from './money/ledger.ts';
import { createShop } from './servers/shop/shop.ts';
import { Collection } from './storage/collection.ts';
import { Database } from './storage/database.ts';
import { createUplink, type UplinkHost } from './servers/connector/uplink.ts';
import type { Access } from './servers/wallet/auth/access.ts';
import type { GrantRecord } from './servers/wallet/auth/grant-store.ts';
import { clientId } from './servers/wallet/client-keys.ts';
import { accounts, type Account, type WalletName } from './servers/wallet/accounts.ts';
import { ledgerIds } from './money/ledger-ids.ts';
import { withCors } from './http/cors.ts';
import { parsePublicKey } from './servers/wallet/keys.ts';
import { Specifications, type Violation } from './servers/wallet/openapi.ts';
import type { WalletContext } from './servers/wallet/wallet-context.ts';
import { layouts } from './servers/wallet/wallet-layout.ts';
import { accountByUser } from './servers/wallet/accounts.ts';
import { createWallet, type Wallet } from './servers/wallet/wallet.ts';
import { fieldTiming, type WorldOptions } from './world-options.ts';

export type { WorldOptions } from './world-options.ts';

/** A payments world on one machine: two wallets, a connector between them, an acquirer, and a shop. */
export interface World {
  readonly port: number;
  readonly hosts: Hosts;
  /** For Chromium's --host-resolver-rules; empty in http mode, where browsers know `localhost` themselves. */
  readonly resolverRules: string;
  /** For Chromium's --ignore-certificate-errors-spki-list: hashes of the leaf's and the authority's keys. */
  readonly spki: readonly string[];
  /** The throwaway authority; undefined in http mode. */
  readonly caPem: string | undefined;
  /** The shop's front page. */
  readonly shopUrl: string;
  readonly accounts: readonly Account[];
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly ledger: Ledger;
  /** The merchants' bank, as tests handle it. */
  readonly acquirer: AcquirerDesk;
  /** Replies that broke the official descriptions (with `checkOpenApi`). */
  readonly violations: readonly Violation[];
  /** Reaches the world's hosts, trusting its authority. */
  readonly fetch: WorldFetch;
  /** The address of an account, such as `https://cloudninebank.test/customer`. */
  walletAddress(wallet: WalletName, user: string): string;
  /** What an account can spend, in smallest units. */
  balance(wallet: WalletName, user: string): bigint;
  /** Registers a public key (JWK as JSON or base64) without going through the page. */
  addKey(wallet: WalletName, user: string, publicKey: string): void;
  removeKey(wallet: WalletName, user: string, kid: string): void;
  /** The account's owner ends at the wallet what a client of this address was granted: allowances, consents, rights to ask for quotes. */
  revokeGrants(wallet: WalletName, user: string): void;
  /** The account's owner lowers at the wallet what may leave the account under each grant. */
  lowerLimits(wallet: WalletName, user: string, debit: bigint): void;
  /** Ends all servers, timers and files. May be called twice. */
  close(): Promise<void>;
}

const MEGA = 10n ** 6n;

/** Starts the world; resolves when every server answers. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const ground = await openGround(options);
  const { hosts, listener, certificates, client, db, ledger, connector, faults, requests } = ground;
  const violations: Violation[] = [];
  const wallets = await createWallets(ground, options, violations);
  const acquirer = await openAcquirer(ground, options);
  const walletNamed = (name: WalletName) => {
    const wallet = wallets.find(({ context }) => context.layout.name === name);
    if (!wallet) throw new Error(`no wallet ${name}`);
    return wallet.context;
  };
  const addKey: World['addKey'] = (name, user, publicKey) => {
    const key = parsePublicKey(publicKey);
    if (!key) throw new TypeError('not an Ed25519 public key in JWK form');
    walletNamed(name).keys.add(requireAccount(name, user).user, key);
  };
  const shop = createShop({ db, hosts, fetch: calledBy(client.fetch, 'shop'), addKey });
  const uplink = createUplink({ ...ground, maxPacket: options.uplinkMaxPacket });
  listener.serve(route(hosts, wallets, shop, acquirer, uplink), (message, socket, head) => {
    if (hosts.nameOf(message.headers.host ?? '') === 'connector') uplink.upgrade(message, socket, head);
    else socket.destroy();
  });
  for (const settlement of wallets.flatMap(({ settlements }) => settlements)) settlement.resume();
  acquirer.webhooks.resume();

  let closing: Promise<void> | undefined;
  const shutDown = async () => {
    connector.stop();
    await Promise.all(wallets.flatMap(({ settlements }) => settlements).map((settlement) => settlement.close()));
    await acquirer.webhooks.close();
    await connector.close();
    uplink.close();
    await listener.close();
    await client.close();
    db.close();
  };

  return {
    port: listener.port,
    hosts,
    resolverRules: hosts.scheme === 'https' ? `MAP *.test:443 127.0.0.1:${listener.port}` : '',
    spki: certificates?.spki ?? [],
    caPem: certificates?.caPem,
    shopUrl: `${hosts.origin('shop')}/`,
    accounts,
    faults,
    requests,
    ledger,
    acquirer: acquirer.desk,
    violations,
    fetch: client.fetch,
    walletAddress: (name, user) => walletNamed(name).urls.walletAddress(requireAccount(name, user)),
    balance: (name, user) => ledger.balance(ledgerIds.account(requireAccount(name, user))),
    addKey,
    removeKey: (name, user, kid) => walletNamed(name).keys.remove(user, kid),
    revokeGrants: (name, user) => revokeGrants(walletNamed(name), user),
    lowerLimits: (name, user, debit) => lowerLimits(walletNamed(name), user, debit),
    close: () => (closing ??= shutDown()),
  };
}

/** What is granted now to the client that is this account's own address. */
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

/** What all servers stand on: the socket, the files, the books, the connector. */
async function openGround(options: WorldOptions) {
  const scheme = options.scheme ?? 'https';
  const certificates = scheme === 'https' ? await certificatesFor(options.certificateDirectory) : undefined;
  const specifications = await Specifications.load();
  const faults = new Faults();
  const requests = new RequestLog();
  const listener = await openListener({ port: options.port ?? 0, certificates, faults, log: requests });
  const hosts = createHosts(scheme, listener.port);
  const client = createWorldFetch(listener.port, certificates?.caPem);
  const db = openDatabase(options.directory, listener);
  const ledger = new Ledger(db);
  openLiquidity(ledger);
  const connector = new Connector(keptSecret(db));
  const payees: Payee[] = [];
  const credit = creditAmong(payees);
  return { certificates, specifications, faults, requests, listener, hosts, client, db, ledger, connector, payees, credit };
}

type Ground = Awaited<ReturnType<typeof openGround>>;

async function createWallets(ground: Ground, options: WorldOptions, violations: Violation[]): Promise<Wallet[]> {
  const { db, ledger, faults, specifications, connector, hosts, client, payees, credit } = ground;
  const wallets: Wallet[] = [];
  const onViolation = options.checkOpenApi ? (violation: Violation) => violations.push(violation) : undefined;
  const timing = { ...fieldTiming, ...options.timing };
  for (const layout of layouts) {
    const fetch = calledBy(client.fetch, layout.name);
    const given = { db, ledger, faults, specifications, connector, hosts, timing, fetch, credit, onViolation };
    const wallet = await createWallet(layout, given);
    wallets.push(wallet);
    payees.push(wallet.crediting);
  }
  return wallets;
}

async function openAcquirer({ db, ledger, connector, hosts, client, payees }: Ground, { timing }: WorldOptions): Promise<Acquirer> {
  const { webhookMs } = { ...fieldTiming, ...timing };
  const webhookUrl = `${hosts.origin('shop')}/webhooks/acquirer`;
  const fetch = calledBy(client.fetch, 'acquirer');
  const acquirer = await createAcquirer({ db, ledger, connector, hosts, fetch, webhookUrl, webhookMs });
  payees.push(acquirer.payee);
  return acquirer;
}

function certificatesFor(directory: string | undefined): Promise<Certificates> {
  const hosts = createHosts('https', 0);
  return loadCertificates(
    hostNames.map((name) => hosts.host(name)),
    directory,
  );
}

function openDatabase(directory: string | undefined, listener: Listener): Database {
  try {
    return new Database(directory);
  } catch (error) {
    void listener.close();
    throw error;
  }
}

/** The STREAM servers' secret, kept so that payment details stay good across a restart. */
function keptSecret(db: Database): Buffer {
  const secrets = new Collection(db, 'connector/secrets', v.string());
  const kept = secrets.get('stream');
  if (kept !== undefined) return Buffer.from(kept, 'hex');
  const made = randomBytes(32);
  secrets.put('stream', '', made.toString('hex'));
  return made;
}

/** The connector holds a million of everything. */
function openLiquidity(ledger: Ledger): void {
  for (const { asset } of accounts) {
    ledger.openFunded(ledgerIds.liquidity(asset), asset, MEGA * 10n ** BigInt(asset.scale));
  }
}

function requireAccount(wallet: WalletName, user: string): Account {
  const account = accountByUser(wallet, user);
  if (!account) throw new Error(`no account ${user} at ${wallet}`);
  return account;
}

/** A fetch whose requests say which of the world's servers made them. */
function calledBy(fetch: WorldFetch, caller: string): WorldFetch {
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set(CALLER_HEADER, caller);
    return fetch(url, { ...init, headers });
  };
}

function route(hosts: Hosts, wallets: readonly Wallet[], shop: Hono<ServerEnv>, acquirer: Acquirer, uplink: UplinkHost): Handler {
  const apps = new Map<HostName, Hono<ServerEnv>>([
    ['shop', shop],
    ['acquirer', acquirer.app],
    ['connector', uplink.app],
  ]);
  for (const wallet of wallets) for (const [name, app] of wallet.apps) apps.set(name, app);
  return (raw) => {
    const name = hosts.nameOf(raw.headers['host'] ?? '');
    const app = name && apps.get(name);
    if (!app) return Promise.resolve(new Response('Misdirected Request', { status: 421 }));
    const handle = async () => app.fetch(toRequest(raw), { raw });
    if (name === 'shop') return handle();
    return withCors(raw, handle, name === 'acquirer' ? 'GET,HEAD,POST,OPTIONS' : undefined);
  };
}

function toRequest({ method, url, headers, body }: RawRequest): Request {
  const hasBody = body !== '' && method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers, ...(hasBody ? { body } : {}) });
}
