import { noAllowances } from './no-allowances.ts';
import { sign as signBytes } from 'node:crypto';
import { giveConsent } from '../../demo/client/wallet-pages.ts';
import type { Person } from '../../demo/tests/support.ts';
import type { World } from '../../demo/world.ts';
import { TenderError } from '../../src/model/errors.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { AllowanceStates, Outcome, Rail, RailPayment, RailState, RailTools, Resolved } from '../../src/model/rail.ts';
import type { AccessToken, PayerWallet } from '../../src/model/payer-wallet.ts';
import type { OpenPaymentsDeps } from '../../src/rails/open-payments/deps.ts';
import { openPaymentsRail } from '../../src/rails/open-payments/rail.ts';
import { PATIENCE_MS } from '../support/patience.ts';

export const FINISH = 'https://abcdefghijklmnop.chromiumapp.org/';

/** The rail over a demo wallet, with a journal that keeps what a crash would leave. */
export interface Rig {
  readonly rail: Rail;
  readonly payer: Person;
  readonly tools: RailTools;
  /** Tokens that outlive a payment. */
  readonly tokens: Map<string, AccessToken>;
  /** Under which the wallet's quote token is kept. */
  readonly quoteTokenKey: string;
  /** What the journal holds. */
  saved: RailState;
  /** Added to the clock, so that waits need not be waited for. */
  later: number;
}

interface BenchOptions {
  readonly development?: boolean;
  readonly fetch?: typeof globalThis.fetch;
  readonly allowances?: AllowanceStates;
  /** How long an answer is waited for, in ms. */
  readonly timeout?: number;
  /** By how many milliseconds the user's clock is fast; negative where it is slow. */
  readonly clockOff?: number;
  /** Makes another rail of it, which pays through it. */
  readonly over?: (inner: Rail, deps: OpenPaymentsDeps) => Rail;
}

export function createRig(
  world: World,
  payer: Person,
  {
    development = false,
    fetch = world.fetch as typeof globalThis.fetch,
    allowances = noAllowances,
    timeout = 30_000,
    clockOff = 0,
    over = (inner) => inner,
  }: BenchOptions = {},
): Rig {
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
  const deps: OpenPaymentsDeps = {
    fetch,
    clock: { now: () => Date.now() + clockOff + made.later, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    policy: development ? 'development' : 'production',
    wallets: {
      get: (id) => (id === 'w1' ? Promise.resolve(linked) : Promise.reject(new TenderError('no-wallet'))),
    },
    tokens: {
      get: (name) => Promise.resolve(tokens.get(name)),
      put: (name, token) => Promise.resolve(void tokens.set(name, token)),
      delete: (name) => Promise.resolve(void tokens.delete(name)),
    },
    // Nobody is there to press anything.
    disclosures: { isAllowed: () => Promise.resolve(false) },
    allowances,
    finishUrl: FINISH,
    timeout,
  };
  const rail = over(openPaymentsRail(deps), deps);
  const made: Rig = {
    rail,
    payer,
    tokens,
    quoteTokenKey: `quote:w1:${key.jwk.kid}`,
    saved: {},
    later: 0,
    tools: {
      signal: new AbortController().signal,
      get state() {
        return structuredClone(made.saved);
      },
      save: (state) => {
        made.saved = structuredClone({ ...made.saved, ...state });
        return Promise.resolve();
      },
    },
  };
  return made;
}

export function intentFor(rail: Rail, kind: string, target: string, value = '1400.00', currency = 'MXN'): Intent {
  return {
    requestId: 'order-7',
    source: { kind: 'page', origin: 'https://shop.test', topOrigin: 'https://shop.test', tabId: 1, frameId: 0, documentId: 'd' },
    methodName: 'interledger',
    request: rail.parseRequest(kind, target),
    total: { currency, value },
    items: [],
    pending: false,
  };
}

/** Resolves and quotes as the engine does, side by side. */
export async function price({ rail, tools }: Rig, intent: Intent): Promise<RailPayment> {
  const resolving: Promise<Resolved> = rail.resolve(intent, 'w1', tools);
  const quoting = rail.quote(intent, 'w1', resolving, tools);
  quoting.catch(() => undefined);
  const { payable } = await resolving;
  const { quote, state } = await quoting;
  return { id: 'p1', intent, payable, quote, state, isRepeat: false };
}

export async function consent(world: World, b: Rig, payment: RailPayment, allow = true): Promise<RailPayment> {
  const answer = await b.rail.authorize(payment, b.tools);
  if (answer.kind !== 'interact') throw new Error('no interaction');
  const back = await giveConsent(world.fetch, answer.url, FINISH, { login: b.payer.login, allow });
  if (!b.rail.isReturn(answer.state, back.href)) throw new Error('not our return');
  const state = await b.rail.finish({ ...payment, state: answer.state }, back.href, b.tools);
  return { ...payment, state };
}

export async function follow(b: Rig, payment: RailPayment, state: RailState): Promise<Outcome> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let current = state; ; ) {
    const outcome = await b.rail.reconcile({ ...payment, state: current }, b.tools);
    if ((outcome.status !== 'sending' && outcome.status !== 'unknown') || Date.now() > deadline) return outcome;
    current = outcome.state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
