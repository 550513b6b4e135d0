import type { Allowance } from '../../src/limits/allowance.ts';
import { spendingOf } from '../../src/limits/spending-ledger.ts';
import type { Amount } from '../../src/model/amount.ts';
import { JournalWriter } from '../../src/engine/journal-writer.ts';
import type { EngineContext } from '../../src/engine/engine-context.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { ErrorCode } from '../../src/model/errors.ts';
import { TenderError } from '../../src/model/errors.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { Journal } from '../../src/model/journal.ts';
import { isDuplicateOf, isReleased } from '../../src/model/journal.ts';
import type { SpendingLimits } from '../../src/limits/spending-limits.ts';
import { paidBefore } from '../../src/model/payees/payee-memory.ts';
import type { Disclosure } from '../../src/model/permission.ts';
import type { Failure, Payment } from '../../src/model/payment.ts';
import type { Outcome, Rail, RailAllowances, RailPayment, RailState } from '../../src/model/rail.ts';
import { isOver } from '../../src/model/states.ts';
import { settle, VirtualClock } from './virtual-clock.ts';

/**
 * The faults of a request to the wallet. `late`: the answer is lost, and the request takes effect later; `delay`: the effect and the answer
 * are late.
 */
export const FAULTS = ['drop-request', 'drop-reply', 'late', 'duplicate', 'delay', 'status-500'] as const;
export type Fault = 'none' | (typeof FAULTS)[number];

const QUOTE_LIFE = 300_000;
const SETTLES_AFTER = 400;
/** Milliseconds, shorter than the timeout of a request. */
const DELAY = 5_000;
const RETURN_URL = 'https://finish.example/';

export const INTENT = {
  requestId: 'order-1',
  source: { kind: 'page', origin: 'https://shop.example', topOrigin: 'https://shop.example', tabId: 1, frameId: 0, documentId: 'doc' },
  methodName: 'interledger',
  request: { rail: 'model', kind: 'incomingPayment', target: 'https://payee.example/incoming-payments/1' },
  total: { currency: 'USD', value: '10.00' },
  items: [],
  pending: false,
} satisfies Intent;

/** A minimal wallet and payee: one payment for each quote, a consent that can be finished once, a delayed settlement. */
class ModelWallet {
  readonly #clock: VirtualClock;
  readonly #quotes = new Map<string, number>();
  readonly #payments = new Map<string, number>();
  readonly #late: { readonly at: number; readonly quote: string }[] = [];
  #consents = 0;
  debit = 1010n;
  /** Milliseconds for a quote; its lifetime starts afterwards. */
  quoteTakes = 0;
  settlesAfter = SETTLES_AFTER;
  /** Refuses payments with an error; everything else works. */
  isClosed = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  quote(): { id: string; expiresAt: number } {
    const id = `https://payer.example/quotes/${this.#quotes.size + 1}`;
    const expiresAt = this.#clock.now() + QUOTE_LIFE;
    this.#quotes.set(id, expiresAt);
    return { id, expiresAt };
  }

  /** The response to the first continuation; a second one is refused. */
  continue(): void {
    this.#consents++;
    if (this.#consents > 1) throw new TenderError('consent-lost');
  }

  resetConsent(): void {
    this.#consents = 0;
  }

  pay(quote: string): void {
    if (this.#payments.has(quote)) return;
    if ((this.#quotes.get(quote) ?? 0) <= this.#clock.now()) throw new TenderError('payment-refused');
    this.#payments.set(quote, this.#clock.now() + this.settlesAfter);
  }

  payLater(quote: string, delay: number): void {
    this.#late.push({ at: this.#clock.now() + delay, quote });
  }

  /** Requests in transit arrive. */
  arrive(): void {
    for (const { at, quote } of this.#late) {
      if (at > this.#clock.now()) continue;
      try {
        this.pay(quote);
      } catch {
        // Refused: the quote has expired.
      }
    }
  }

  has(quote: string): boolean {
    this.arrive();
    return this.#payments.has(quote);
  }

  settled(quote: string): boolean {
    return (this.#payments.get(quote) ?? Number.POSITIVE_INFINITY) <= this.#clock.now();
  }

  /** Number of payments that moved money, over all quotes. */
  get paid(): number {
    this.arrive();
    return this.#payments.size;
  }
}

/** Allowances whose grant is always valid; they are given and spent elsewhere. */
const STANDING: RailAllowances = {
  payUnder: (allowance) => ({ allowance }),
  payAlone: () => ({ allowance: null }),
  ask: () => Promise.reject(new TenderError('internal')),
  finish: () => Promise.reject(new TenderError('internal')),
  renew: () => Promise.resolve(),
  spent: () => Promise.reject(new TenderError('internal')),
  limitOf: () => undefined,
};

/** The engine with a journal and a model wallet, and a worker that can be stopped at every point. */
export class ModelWorld {
  readonly clock = new VirtualClock();
  readonly wallet = new ModelWallet(this.clock);
  readonly rows = new Map<string, Payment>();
  readonly #faultAt: (call: number) => Fault;
  #killAt: ReadonlySet<number>;
  readonly openTabs = new Set<string>();
  /** Called for each write, like the modules of the worker. */
  onChange: (payment: Payment) => void = () => undefined;
  /** Wraps the rail for a test; used by `boot`. */
  wrapRail: (rail: Rail) => Rail = (rail) => rail;
  rails!: ReadonlyMap<string, Rail>;
  context!: EngineContext;
  ownCaps: SpendingLimits = {};
  /** The disclosures to payees' servers that the user allowed. */
  readonly allowed: Disclosure[] = [];
  asksBeforeContact = false;
  /** The allowance under which payments need no consent. */
  allowance: Allowance | undefined;
  /** How the wallet refuses payments under an allowance; `isPaid`: it had accepted an earlier copy of the request. */
  allowanceFails: { readonly code: ErrorCode; readonly isPaid?: boolean } | undefined;
  /** The allowance refusals that the engine reported. */
  readonly allowanceRefusals: { readonly id: string; readonly debit: Amount; readonly failure: Failure }[] = [];
  /** Number of points at which a worker can be stopped; the next generation proves each stop. */
  points = 0;
  calls = 0;
  generation = 0;
  engine: Engine;

  constructor(options: { readonly killAt?: ReadonlySet<number>; readonly faultAt?: (call: number) => Fault } = {}) {
    this.#killAt = options.killAt ?? new Set();
    this.#faultAt = options.faultAt ?? (() => 'none');
    this.engine = this.boot();
  }

  get payments(): readonly Payment[] {
    return [...this.rows.values()];
  }

  /** Starts a new worker with the journal. */
  async wake(): Promise<void> {
    this.engine = this.boot();
    await this.engine.resumeAll();
  }

  /** Stops the worker at its current point: what it still does has no effect. */
  kill(): void {
    this.generation++;
  }

  /** Stops the worker after this number of points. */
  killAfter(points: number): void {
    this.#killAt = new Set([this.points + points]);
  }

  /** Requests that were sent without a journal entry. Must be 0. */
  sentUnwritten = 0;

  get isDead(): boolean {
    return this.#alive !== this.generation;
  }
  #alive = 0;

  /** Starts a new worker with the same journal; the previous one is abandoned. */
  boot(): Engine {
    const mine = this.generation;
    this.#alive = mine;
    /** A point at which the worker may be stopped. The promises of a stopped worker never settle. */
    const point = async (): Promise<void> => {
      if (mine === this.generation && this.#killAt.has(this.points++)) this.kill();
      if (mine !== this.generation) await new Promise(() => undefined);
    };
    const guarded = async <T>(effect: () => T): Promise<T> => {
      await point();
      const result = effect();
      await point();
      return result;
    };
    const call = async <T>(effect: () => T): Promise<T> => {
      const fault = this.#faultAt(this.calls++);
      if (fault === 'drop-request' || fault === 'late') {
        await point();
        throw new TenderError('unreachable');
      }
      if (fault === 'status-500') throw new TenderError('server-error');
      if (fault === 'delay') await this.clock.sleep(DELAY, new AbortController().signal);
      const result = await guarded(effect);
      if (fault === 'duplicate') effect();
      if (fault === 'drop-reply') throw new TenderError('unreachable');
      return result;
    };
    this.rails = new Map([['model', this.wrapRail(this.#rail(call, guarded, () => this.#faultAt(this.calls)))]]);
    const context: EngineContext = {
      journalWriter: new JournalWriter(this.#journal(guarded), this.clock, (payment) => this.onChange(payment)),
      rails: this.rails,
      clock: this.clock,
      consent: {
        open: (id) => guarded(() => void this.openTabs.add(id)),
        isOpen: (id) => guarded(() => this.openTabs.has(id)),
        close: (id) => guarded(() => void this.openTabs.delete(id)),
      },
      allowanceOf: () => Promise.resolve(this.allowance),
      allowanceRefused: (id, debit, failure) => Promise.resolve(void this.allowanceRefusals.push({ id, debit, failure })),
      spendingLimits: () => Promise.resolve(this.ownCaps),
      privacy: {
        asksBeforeContact: () => guarded(() => this.asksBeforeContact),
        allow: (disclosure) => guarded(() => void this.allowed.push(disclosure)),
      },
      // Days of the model world: its clock may start anywhere.
      startOfDay: () => Promise.resolve(0),
      defaultWallet: () => Promise.resolve('wallet'),
    };
    this.context = context;
    return new Engine(context);
  }

  #journal(guarded: <T>(effect: () => T) => Promise<T>): Journal {
    const { rows } = this;
    return {
      insert: (payment) =>
        guarded(() => {
          const attached = this.payments.find((row) => isDuplicateOf(payment, row));
          if (!attached) rows.set(payment.id, structuredClone(payment));
          return attached ?? payment;
        }),
      get: (id) => guarded(() => structuredClone(rows.get(id))),
      replace: (next, permits = []) =>
        guarded(() => {
          if (rows.get(next.id)?.revision !== next.revision - 1) throw new TenderError('internal');
          for (const { check } of permits) check(spendingOf(this.payments));
          rows.set(next.id, structuredClone(next));
        }),
      unfinished: () => guarded(() => this.payments.filter((row) => !isOver(row.state) || row.rail)),
      since: () => guarded(() => this.payments.toReversed()),
      spent: () => guarded(() => spendingOf(this.payments)),
      paid: () =>
        guarded(() =>
          this.payments.flatMap((row) => (row.state === 'completed' && row.payable ? paidBefore({ ...row, payable: row.payable }) : [])),
        ),
      page: (behind, size) =>
        guarded(() => {
          const all = this.payments.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
          const start = behind ? all.findIndex(({ id }) => id === behind.id) + 1 : 0;
          const payments = all.slice(start, start + size);
          const last = payments.at(-1);
          return {
            payments,
            unreadable: 0,
            ...(last && start + size < all.length ? { next: { createdAt: last.createdAt, id: last.id } } : {}),
          };
        }),
      delete: (ids) =>
        guarded(() => {
          const gone = this.payments.filter((row) => ids.includes(row.id) && isReleased(row)).map(({ id }) => id);
          for (const id of gone) rows.delete(id);
          return gone;
        }),
    };
  }

  #rail(call: <T>(effect: () => T) => Promise<T>, guarded: <T>(effect: () => T) => Promise<T>, next: () => Fault): Rail {
    const { wallet } = this;
    const amount = (value: bigint): { value: bigint; assetCode: string; assetScale: number } => ({
      value,
      assetCode: 'USD',
      assetScale: 2,
    });
    const look = (payment: RailPayment): Outcome => {
      const { state } = payment;
      if (!wallet.has(payment.quote.id)) return { status: 'nothing-happened', state };
      if (!wallet.settled(payment.quote.id)) return { status: 'sending', state };
      return { status: 'completed', state, received: payment.quote.receive };
    };
    return {
      id: 'model',
      kinds: ['incomingPayment'],
      payers: ['open-payments'],
      reference: 'incomingPayment',
      parseRequest: (kind, value) => ({ rail: 'model', kind, target: String(value) }),
      keyOf: (intent) => intent.request.target,
      resolve: () =>
        call(() => ({ payable: { url: INTENT.request.target, due: amount(1000n), received: amount(0n) }, state: { resolved: true } })),
      quote: async (_intent, walletId, _resolving, { signal }) => {
        if (wallet.quoteTakes > 0) await this.clock.sleep(wallet.quoteTakes, signal);
        return call(() => ({ quote: { ...wallet.quote(), walletId, debit: amount(wallet.debit), receive: amount(1000n) }, state: {} }));
      },
      allowances: STANDING,
      authorize: () =>
        call(() => {
          wallet.resetConsent();
          return { kind: 'interact', url: 'https://payer.example/consent', state: { waits: true } };
        }),
      isReturn: (_state, url) => url.startsWith(RETURN_URL),
      finish: async (payment, _url, tools) => {
        if (payment.state['token'] === undefined) {
          await call(() => wallet.continue());
          await tools.save({ token: 'token' });
        }
        return { ...payment.state, token: 'token' } satisfies RailState;
      },
      submit: async (payment) => {
        const fault = next();
        if (wallet.isClosed) throw new TenderError('answer-lost');
        this.#refuseUnderAllowance(payment);
        if (fault === 'late') wallet.payLater(payment.quote.id, 20_000);
        try {
          await call(() => {
            if (this.rows.get(payment.id)?.state !== 'submitting') this.sentUnwritten++;
            return wallet.pay(payment.quote.id);
          });
        } catch (error) {
          throw fault === 'none' || fault === 'duplicate' || fault === 'delay' ? error : new TenderError('answer-lost', { cause: error });
        }
        return { status: 'sending', state: payment.state };
      },
      reconcile: (payment) => call(() => look(payment)),
      release: () => guarded(() => undefined),
    };
  }

  #refuseUnderAllowance({ quote, state }: RailPayment): void {
    if (!this.allowanceFails || typeof state['allowance'] !== 'string') return;
    if (this.allowanceFails.isPaid) this.wallet.pay(quote.id);
    throw new TenderError(this.allowanceFails.code);
  }

  /**
   * Runs a purchase: requests it, approves the quote, returns from the consent, starts the worker whenever it was stopped, and advances the
   * time, until nothing is in progress.
   * @returns the virtual milliseconds from the last start to the end; undefined if it never ended.
   */
  async live(steps = 400): Promise<number | undefined> {
    void this.engine.request(INTENT);
    return this.goOn(steps);
  }

  /** The same for payments in progress. */
  async goOn(steps = 400): Promise<number | undefined> {
    let wokeAt = this.clock.now();
    for (let step = 0; step < steps; step++) {
      await settle();
      if (this.isDead) {
        wokeAt = this.clock.now();
        void this.wake();
        // The page returns and its request attaches.
        void this.engine.request(INTENT);
        continue;
      }
      if (this.payments.length > 0 && this.payments.every((payment) => isOver(payment.state) && !payment.rail))
        return this.clock.now() - wokeAt;
      this.#act();
      this.clock.advance(30_000);
      if (step % 10 === 9) void this.engine.resumeAll();
    }
    return undefined;
  }

  /** The user's action in the current state. */
  #act(): void {
    for (const { id, state, digest, returnUrl } of this.payments) {
      if (state === 'quoted' && digest) void this.engine.approve(id, digest).catch(() => undefined);
      if (state === 'authorizing' && !returnUrl && this.openTabs.has(id)) void this.engine.consents.returned(id, RETURN_URL);
    }
  }
}
