import { sign as signBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Person } from '../../demo/tests/support.ts';
import type { World } from '../../demo/world.ts';
import { TenderError } from '../../src/model/errors.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { Rail, RailPayment, RailState, RailTools } from '../../src/model/rail.ts';
import type { AccessToken, PayerWallet } from '../../src/model/payer-wallet.ts';
import type { Issuer, PayerUplink } from '../../src/rails/invoice/deps.ts';
import { invoiceRail } from '../../src/rails/invoice/rail.ts';
import type { Socket } from '../../src/stream/index.ts';
import { FINISH } from './rig.ts';

/** The invoice rail over the demo world: a linked wallet `w1`, and the connector's accounts as uplinks `btp:<user>` and `http:<user>`. */
export interface InvoiceRig {
  readonly rail: Rail;
  readonly payer: Person;
  readonly tools: RailTools;
  readonly issuers: Map<string, Issuer>;
  readonly tokens: Map<string, AccessToken>;
  /** Added to the clock, so that waits need not be waited for. */
  later: number;
  /** What the journal holds. */
  saved: RailState;
  /** What was written to the journal, in order. */
  readonly writes: RailState[];
}

export interface InvoiceBenchOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly openSocket?: (url: string) => Socket;
  readonly secret?: string;
  /** Called before each write; what it throws is what the disk says. */
  readonly beforeWrite?: (state: RailState) => void | Promise<void>;
}

export function createInvoiceRig(world: World, payer: Person, options: InvoiceBenchOptions = {}): InvoiceRig {
  const { fetch = worldFetch(world), openSocket = socketInto(world), secret, beforeWrite } = options;
  const tokens = new Map<string, AccessToken>();
  const issuers = new Map<string, Issuer>();
  const linked = linkedWallet(payer);
  const rail = invoiceRail({
    fetch,
    openSocket,
    clock: { now: () => Date.now() + made.later, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    policy: 'production',
    wallets: { get: (id) => (id === 'w1' ? Promise.resolve(linked) : Promise.reject(new TenderError('no-wallet'))) },
    tokens: {
      get: (name) => Promise.resolve(tokens.get(name)),
      put: (name, token) => Promise.resolve(void tokens.set(name, token)),
      delete: (name) => Promise.resolve(void tokens.delete(name)),
    },
    issuers: { get: (id) => Promise.resolve(issuers.get(id)), put: (id, issuer) => Promise.resolve(void issuers.set(id, issuer)) },
    uplinks: { find: (id) => Promise.resolve(uplinkNamed(id, secret)) },
    finishUrl: FINISH,
    timeout: 30_000,
  });
  const writes: RailState[] = [];
  const made: InvoiceRig = {
    rail,
    payer,
    tokens,
    issuers,
    writes,
    later: 0,
    saved: {},
    tools: {
      signal: new AbortController().signal,
      get state() {
        return structuredClone(made.saved);
      },
      save: async (state) => {
        await beforeWrite?.(state);
        writes.push(structuredClone(state));
        made.saved = structuredClone({ ...made.saved, ...state });
      },
    },
  };
  return made;
}

type Asked = Parameters<typeof globalThis.fetch>[0];

export function urlOf(asked: Asked): string {
  if (asked instanceof Request) return asked.url;
  return asked instanceof URL ? asked.href : asked;
}

export function worldFetch(world: World): typeof globalThis.fetch {
  return (asked, init) => world.fetch(urlOf(asked), init);
}

/** WebSockets to the world's connector, whose name no resolver knows. */
export function socketInto(world: World): (url: string) => Socket {
  return (url) => {
    const { host } = new URL(url);
    const options = { ca: world.caPem, servername: host, headers: { host } };
    return new WebSocket(url.replace(host, `127.0.0.1:${world.port}`), options);
  };
}

function linkedWallet({ wallet, key }: Person): PayerWallet {
  return {
    id: 'w1',
    address: wallet.id,
    asset: { code: wallet.assetCode, scale: wallet.assetScale },
    authServer: wallet.authServer,
    resourceServer: wallet.resourceServer,
    keyId: key.jwk.kid,
    sign: (data) => Promise.resolve(new Uint8Array(signBytes(null, data, key.privateKey))),
  };
}

const ASSETS = new Map([
  ['carla', { code: 'USD', scale: 9 }],
  ['tom', { code: 'EUR', scale: 6 }],
]);

function uplinkNamed(id: string, secret: string | undefined): PayerUplink | undefined {
  const [protocol, user = ''] = id.split(':');
  const asset = ASSETS.get(user);
  if (!asset || (protocol !== 'btp' && protocol !== 'http')) return undefined;
  const url = protocol === 'btp' ? `wss://connector.test/accounts/${user}/ilp/btp` : `https://connector.test/accounts/${user}/ilp`;
  const access = { protocol, url, username: user, secret: secret ?? `demo-${user}-secret` } as const;
  return { id, url, asset, access: () => Promise.resolve(access) };
}

export function invoiceIntent(rail: Rail, target: string, value?: string, currency = 'USD'): Intent {
  return {
    requestId: 'order-7',
    source: { kind: 'page', origin: 'https://shop.test', topOrigin: 'https://shop.test', tabId: 1, frameId: 0, documentId: 'd' },
    methodName: 'interledger',
    request: rail.parseRequest('invoice', target),
    ...(value === undefined ? {} : { total: { currency, value } }),
    items: [],
    pending: false,
  };
}

/** Resolves and quotes as the engine does, side by side. */
export async function priceInvoice({ rail, tools }: InvoiceRig, intent: Intent, walletId = 'w1'): Promise<RailPayment> {
  const resolving = rail.resolve(intent, walletId, tools);
  const quoting = rail.quote(intent, walletId, resolving, tools);
  quoting.catch(() => undefined);
  const { payable } = await resolving;
  const { quote, state } = await quoting;
  return { id: crypto.randomUUID(), intent, payable, quote, state, isRepeat: false };
}
