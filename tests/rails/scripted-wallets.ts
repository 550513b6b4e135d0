import { isDeepStrictEqual } from 'node:util';
import { noAllowances } from './no-allowances.ts';
import { validateSignature, validateSignatureHeaders } from '@interledger/http-signature-utils';
import type { Intent } from '../../src/model/intent.ts';
import { TenderError } from '../../src/model/errors.ts';
import type { Rail, RailPayment, RailState, RailTools } from '../../src/model/rail.ts';
import type { Disclosure } from '../../src/model/permission.ts';
import type { AccessToken } from '../../src/model/payer-wallet.ts';
import { createThrowawayKey, keyOfThrowaway } from '../../src/rails/gnap/keys.ts';
import type { OpenPaymentsDeps } from '../../src/rails/open-payments/deps.ts';
import { openPaymentsRail } from '../../src/rails/open-payments/rail.ts';
import type { Loopback, Reply, Seen } from './loopback.ts';
import type { CUT } from './loopback.ts';
import { openLoopback } from './loopback.ts';

export const FINISH = 'https://id.chromiumapp.org/';
export const PAYABLE = 'https://shop.example/incoming-payments/1';
export const PAYER = 'https://bank.example/alice';
export const QUOTE_ID = '0a8e5a5c-6d2c-4b39-9f5e-7f1b7b9a1c11';
export const USD = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
export const MXN = (value: string) => ({ value, assetCode: 'MXN', assetScale: 2 });
export const gone: Reply = { status: 401, json: { error: { code: '401', description: 'Unauthorized' } } };

/** The status and words of an error answer, as resource servers give them. */
export function refuse(status: number, description: string, code = String(status)): Reply {
  return { status, json: { error: { code, description } } };
}

type Answer = Reply | typeof CUT;
type Script = (seen: Seen, nth: number) => Answer | undefined | Promise<Answer | undefined>;

/** Two wallets that answer well, where no rule of a test says otherwise. */
export interface Scripted extends Loopback {
  readonly deps: OpenPaymentsDeps;
  readonly rail: Rail;
  readonly tools: RailTools;
  readonly saved: Record<string, unknown>;
  readonly tokens: Map<string, AccessToken>;
  /** What the user allowed payees' servers to be told. */
  readonly allowed: Disclosure[];
  /** Milliseconds slept, in order: nothing waits for real. */
  readonly slept: number[];
  /** Answers of one endpoint, e.g. `on('POST bank.example/quotes', …)`; the path may end in `*`. `nth` counts from 1. */
  on(route: string, script: Script | Answer): void;
  /** Requests to one endpoint. */
  asked(route: string): Seen[];
  /** Faults in signatures that the strict verifier found. */
  readonly badSignatures: string[];
  readonly intent: Intent;
  price(): Promise<RailPayment>;
  /** The payer's key, under which its wallet's tokens are kept. */
  readonly keyId: string;
  /** A priced payment with a granted token. */
  agree(): Promise<RailPayment>;
  now(): number;
  /** Lets time pass. */
  advance(ms: number): void;
  reset(): void;
}

const START = Date.parse('2026-11-21T10:00:00Z');

export async function openScripted(): Promise<Scripted> {
  const key = await createThrowawayKey();
  const rules: { route: string; script: Script | Answer; hits: number }[] = [];
  const jwks = new Map<string, typeof key.jwk>([[key.keyId, key.jwk]]);
  const badSignatures: string[] = [];
  const server = await openLoopback(async (seen) => {
    noteJwk(jwks, seen);
    await checkSignature(seen, jwks, badSignatures);
    const rule = rules.findLast(({ route }) => matches(route, seen));
    if (!rule) return defaults(seen);
    rule.hits += 1;
    const reply = typeof rule.script === 'function' ? await rule.script(seen, rule.hits) : rule.script;
    return reply ?? defaults(seen);
  });
  const tokens = new Map<string, AccessToken>();
  const saved: Record<string, unknown> = {};
  const slept: number[] = [];
  const allowed: Disclosure[] = [];
  let now = START;
  const wallet = {
    id: 'w',
    address: PAYER,
    asset: { code: 'USD', scale: 2 },
    authServer: 'https://auth.bank.example',
    resourceServer: 'https://bank.example',
  };
  const deps: OpenPaymentsDeps = {
    fetch: server.fetch,
    policy: 'production',
    timeout: 30_000,
    allowances: noAllowances,
    disclosures: { isAllowed: (disclosure) => Promise.resolve(allowed.some((one) => isDeepStrictEqual(one, disclosure))) },
    finishUrl: FINISH,
    clock: {
      now: () => now,
      sleep: (ms) => {
        slept.push(ms);
        now += ms;
        return Promise.resolve();
      },
    },
    wallets: {
      get: (id) => (id === 'w' ? Promise.resolve({ ...wallet, ...keyOfThrowaway(key) }) : Promise.reject(new TenderError('no-wallet'))),
    },
    tokens: {
      get: (name) => Promise.resolve(tokens.get(name)),
      put: (name, token) => Promise.resolve(void tokens.set(name, token)),
      delete: (name) => Promise.resolve(void tokens.delete(name)),
    },
  };
  const rail = openPaymentsRail(deps);
  const tools: RailTools = {
    signal: new AbortController().signal,
    get state() {
      return structuredClone(saved);
    },
    save: (state) => Promise.resolve(void Object.assign(saved, structuredClone(state))),
  };
  const intent = intentOf(rail);
  const price = async (): Promise<RailPayment> => {
    const resolving = rail.resolve(intent, 'w', tools);
    const quoting = rail.quote(intent, 'w', resolving, tools);
    const [{ payable }, { quote, state }] = await Promise.all([resolving, quoting]);
    return { id: 'p', intent, payable, quote, state, isRepeat: false };
  };
  return {
    ...server,
    deps,
    rail,
    tools,
    saved,
    tokens,
    keyId: key.keyId,
    slept,
    badSignatures,
    allowed,
    intent,
    on: (route, script) => void rules.push({ route, script, hits: 0 }),
    asked: (route) => server.seen.filter((seen) => matches(route, seen)),
    price,
    agree: async () => {
      rules.push({ route: 'POST auth.bank.example/', hits: 0, script: (seen) => (isOutgoing(seen) ? grantedOutgoing() : undefined) });
      const payment = await price();
      const { state } = await rail.authorize(payment, tools);
      return { ...payment, state };
    },
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    reset: () => {
      now = START;
      rules.length = 0;
      server.seen.length = 0;
      badSignatures.length = 0;
      slept.length = 0;
      allowed.length = 0;
      tokens.clear();
      for (const name of Object.keys(saved)) delete saved[name];
    },
  };
}

/** A payment with what the journal holds laid over it, as after a death. */
export function revived(payment: RailPayment, saved: RailState): RailPayment {
  return { ...payment, state: structuredClone({ ...payment.state, ...saved }) };
}

function intentOf(rail: Rail): Intent {
  return {
    requestId: 'order-7',
    source: { kind: 'page', origin: 'https://shop.example', topOrigin: 'https://shop.example', tabId: 1, frameId: 0, documentId: 'd' },
    methodName: 'interledger',
    request: rail.parseRequest('incomingPayment', PAYABLE),
    total: { currency: 'MXN', value: '1400.00' },
    items: [],
    pending: false,
  };
}

function matches(route: string, { method, host, path }: Seen): boolean {
  const asked = `${method} ${host}${path}`;
  return route.endsWith('*') ? asked.startsWith(route.slice(0, -1)) : asked === route;
}

export const isOutgoing = ({ body }: Seen): boolean => body.includes('outgoing-payment');

export function outgoing(more: object = {}): object {
  return {
    id: `https://bank.example/outgoing-payments/${QUOTE_ID}`,
    walletAddress: PAYER,
    quoteId: `https://bank.example/quotes/${QUOTE_ID}`,
    failed: false,
    receiver: PAYABLE,
    debitAmount: USD('8080'),
    receiveAmount: MXN('140000'),
    sentAmount: USD('0'),
    createdAt: '2026-11-21T10:00:00Z',
    ...more,
  };
}

export function incoming(more: object = {}): object {
  return {
    id: PAYABLE,
    walletAddress: 'https://shop.example/shop',
    completed: false,
    incomingAmount: MXN('140000'),
    receivedAmount: MXN('0'),
    expiresAt: '2026-11-22T10:00:00Z',
    methods: [{ type: 'ilp', ilpAddress: 'test.shop', sharedSecret: 'c2VjcmV0' }],
    createdAt: '2026-11-21T10:00:00Z',
    ...more,
  };
}

export function token(value: string, host: string, access: readonly object[] = []): object {
  return { value, manage: `https://${host}/token/${value}`, expires_in: 600, access };
}

export function continuation(value: string, host: string, wait?: number): object {
  return { access_token: { value }, uri: `https://${host}/continue/${value}`, ...(wait === undefined ? {} : { wait }) };
}

export function outgoingAccess(): object {
  const limits = { receiver: PAYABLE, debitAmount: USD('8080') };
  return { type: 'outgoing-payment', actions: ['create', 'read'], identifier: PAYER, limits };
}

function grantedOutgoing(): Reply {
  const host = 'auth.bank.example';
  return { json: { access_token: token('pay-1', host, [outgoingAccess()]), continue: continuation('pay-c', host) } };
}

/** What well-behaved wallets answer. */
function defaults(seen: Seen): Reply {
  const { method, host, path, headers } = seen;
  switch (`${method} ${host}${path}`) {
    case 'GET shop.example/incoming-payments/1':
      return headers['authorization']
        ? { json: incoming() }
        : { json: { receivedAmount: MXN('0'), authServer: 'https://auth.shop.example' } };
    case 'GET shop.example/shop':
      return {
        json: {
          id: 'https://shop.example/shop',
          publicName: 'Shop',
          assetCode: 'MXN',
          assetScale: 2,
          authServer: 'https://auth.shop.example',
          resourceServer: 'https://shop.example',
        },
      };
    case 'POST auth.shop.example/':
      return { json: { access_token: token('read-1', host), continue: continuation('read-c', host) } };
    case 'POST auth.bank.example/':
      return isOutgoing(seen)
        ? {
            json: {
              interact: { redirect: 'https://auth.bank.example/interact/1', finish: 'SN' },
              continue: continuation('ask-c', host, 5),
            },
          }
        : { json: { access_token: token('quote-1', host), continue: continuation('quote-c', host) } };
    case 'POST bank.example/quotes':
      return { status: 201, json: quote() };
    case 'POST bank.example/outgoing-payments':
      return { status: 201, json: outgoing() };
    case `GET bank.example/outgoing-payments/${QUOTE_ID}`:
      return gone;
    default:
      if (method === 'DELETE') return { status: 204 };
      if (method === 'GET' && path.startsWith('/outgoing-payments?')) return refuse(403, 'Insufficient Grant');
      return { status: 404, text: 'Not Found' };
  }
}

export function quote(more: object = {}): object {
  return {
    id: `https://bank.example/quotes/${QUOTE_ID}`,
    walletAddress: PAYER,
    receiver: PAYABLE,
    receiveAmount: MXN('140000'),
    debitAmount: USD('8080'),
    method: 'ilp',
    createdAt: '2026-11-21T10:00:00Z',
    expiresAt: '2026-11-21T10:05:00Z',
    ...more,
  };
}

function noteJwk(jwks: Map<string, unknown>, { body }: Seen): void {
  if (!body.includes('"jwk"')) return;
  const { client } = JSON.parse(body) as { client: { jwk: { kid: string } } };
  jwks.set(client.jwk.kid, client.jwk);
}

async function checkSignature(
  seen: Seen,
  jwks: Map<string, Awaited<ReturnType<typeof createThrowawayKey>>['jwk']>,
  bad: string[],
): Promise<void> {
  const { method, url, headers, body } = seen;
  const isOpen = method === 'GET' && headers['authorization'] === undefined;
  if (isOpen) return;
  const request = { method, url, headers, ...(body ? { body: JSON.stringify(JSON.parse(body)) } : {}) };
  const kid = /keyid="([^"]+)"/.exec(headers['signature-input'] ?? '')?.[1] ?? '';
  const jwk = jwks.get(kid);
  const isGood = jwk && validateSignatureHeaders(request) && (await validateSignature(jwk, request));
  if (!isGood) bad.push(`${method} ${url}`);
}
