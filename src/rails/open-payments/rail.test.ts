import { sign as signBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giveConsent } from '../../../demo/client/wallet-pages.ts';
import { incomingPayment, idOf, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { Person } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import type { Intent } from '../../payments/intent.ts';
import type { Outcome, Rail, RailPayment, RailState, RailTools, Resolved } from '../../payments/rail.ts';
import type { AccessToken, PayerWallet } from '../../payments/wallet.ts';
import { TenderError } from '../../payments/errors.ts';
import { openPaymentsRail } from './rail.ts';

const FINISH = 'https://abcdefghijklmnop.chromiumapp.org/';

/** The rail over a demo wallet, with a journal that keeps what a crash would leave. */
interface Bench {
  readonly rail: Rail;
  readonly payer: Person;
  readonly tools: RailTools;
  saved: RailState;
}

function bench(world: World, payer: Person, scheme: 'https' | 'http' = 'https'): Bench {
  const tokens = new Map<string, AccessToken>();
  const { wallet, key } = payer;
  const linked: PayerWallet = {
    id: 'w1',
    address: wallet.id,
    asset: { code: wallet.assetCode, scale: wallet.assetScale },
    authServer: wallet.authServer,
    resourceServer: wallet.resourceServer,
    keyId: key.jwk.kid,
    sign: (data) => Promise.resolve(new Uint8Array(signBytes(null, data, key.privateKey))),
  };
  const rail = openPaymentsRail({
    fetch: world.fetch as typeof fetch,
    clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    policy: scheme === 'https' ? 'production' : 'development',
    wallets: {
      get: (id) => (id === 'w1' ? Promise.resolve(linked) : Promise.reject(new TenderError('no-wallet'))),
    },
    tokens: {
      get: (name) => Promise.resolve(tokens.get(name)),
      put: (name, token) => Promise.resolve(void tokens.set(name, token)),
      delete: (name) => Promise.resolve(void tokens.delete(name)),
    },
    finishUrl: FINISH,
    timeout: 2000,
  });
  const made: Bench = {
    rail,
    payer,
    saved: {},
    tools: {
      signal: new AbortController().signal,
      save: (state) => {
        made.saved = structuredClone({ ...made.saved, ...state });
        return Promise.resolve();
      },
    },
  };
  return made;
}

function intentFor(rail: Rail, kind: string, target: string, value = '1400.00', currency = 'MXN'): Intent {
  return {
    requestId: 'order-7',
    source: { origin: 'https://shop.test', topOrigin: 'https://shop.test', tabId: 1, frameId: 0, documentId: 'd' },
    methodName: 'interledger',
    request: rail.parseRequest(kind, target),
    total: { currency, value },
    items: [],
    pending: false,
  };
}

/** Resolves and quotes as the engine does, side by side. */
async function price({ rail, tools }: Bench, intent: Intent): Promise<RailPayment> {
  const resolving: Promise<Resolved> = rail.resolve(intent, tools, { walletId: 'w1' });
  const quoting = rail.quote(intent, 'w1', resolving, tools);
  quoting.catch(() => undefined);
  const { payable } = await resolving;
  const { quote, state } = await quoting;
  return { id: 'p1', intent, payable, quote, state };
}

async function consent(world: World, b: Bench, payment: RailPayment, allow = true): Promise<RailPayment> {
  const answer = await b.rail.authorize(payment, b.tools);
  if (answer.kind !== 'interact') throw new Error('no interaction');
  const back = await giveConsent(world.fetch, answer.url, FINISH, { login: b.payer.login, allow });
  expect(b.rail.isReturn(answer.state, back.href)).toBe(true);
  const state = await b.rail.finish({ ...payment, state: answer.state }, back.href, b.tools);
  return { ...payment, state };
}

async function follow(b: Bench, payment: RailPayment, state: RailState): Promise<Outcome> {
  const deadline = Date.now() + 5000;
  for (let current = state; ; ) {
    const outcome = await b.rail.reconcile({ ...payment, state: current }, b.tools);
    if ((outcome.status !== 'sending' && outcome.status !== 'unknown') || Date.now() > deadline) return outcome;
    current = outcome.state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each(['https', 'http'] as const)('a purchase over %s', (scheme) => {
  let world: World;
  let b: Bench;
  beforeAll(async () => {
    world = await startTestWorld({ scheme, timing: { wait: 1 } });
  });
  beforeEach(async () => {
    world.faults.clear();
    b = bench(world, await person(world, 'cloudninebank', 'customer'), scheme);
  });
  afterAll(() => world.close());

  test('MXN 1,400.00 is paid with exactly USD 80.80, and nothing stays behind', async () => {
    const url = await incomingPayment(world, '140000');
    const priced = await price(b, intentFor(b.rail, 'incomingPayment', url));
    expect(priced.payable).toMatchObject({ url, due: { value: 140000n }, payee: { publicName: 'Happy Feet Athletics' } });
    expect(priced.quote).toMatchObject({ debit: { value: 8080n, assetCode: 'USD' }, receive: { value: 140000n, assetCode: 'MXN' } });
    const agreed = await consent(world, b, priced);
    const sent = await b.rail.submit(agreed, b.tools);
    expect(sent.status).toBe('sending');
    const outcome = await follow(b, agreed, sent.state);
    expect(outcome).toMatchObject({ status: 'completed', received: { value: 140000n } });
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
    await b.rail.release(outcome.state, 'w1', b.tools.signal);
    await b.rail.release(outcome.state, 'w1', b.tools.signal);
    await expect(b.rail.submit({ ...agreed, state: outcome.state }, b.tools)).rejects.toMatchObject({ code: 'consent-lost' });
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
  });

  test('a shop that names only its wallet address is paid through an incoming payment of ours', async () => {
    const address = world.walletAddress('happylifebank', 'retailer');
    const priced = await price(b, intentFor(b.rail, 'walletAddress', address, '35'));
    expect(priced.payable).toMatchObject({ due: { value: 3500n } });
    const again = await b.rail.resolve(priced.intent, b.tools, { state: structuredClone(b.saved) });
    expect(again.payable.url).toBe(priced.payable.url);
    const agreed = await consent(world, b, { ...priced, state: { ...priced.state, ...again.state } });
    const sent = await b.rail.submit(agreed, b.tools);
    expect(await follow(b, agreed, sent.state)).toMatchObject({ status: 'completed', received: { value: 3500n } });
  });

  test('every answer was as the description says', () => {
    expect(world.violations).toEqual([]);
  });
});
