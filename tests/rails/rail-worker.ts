import { giveConsent } from '../../demo/client/wallet-pages.ts';
import type { Person } from '../../demo/tests/support.ts';
import type { World } from '../../demo/world.ts';
import { JournalWriter } from '../../src/engine/journal-writer.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Intent } from '../../src/model/intent.ts';
import type { Journal } from '../../src/model/journal.ts';
import type { Payment } from '../../src/model/payment.ts';
import type { Rail } from '../../src/model/rail.ts';
import { isOver } from '../../src/model/states.ts';
import type { Database } from '../../src/storage/database.ts';
import { indexedJournal } from '../../src/storage/journal.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { FINISH } from './rig.ts';
import { worldFetch } from './invoice-rig.ts';

/** Opens the rail of a worker over its requests. @param later what the test has added to the clock. */
export type OpenRail = (fetch: typeof globalThis.fetch, later: number) => Rail;

export interface RailWorkerOptions {
  readonly world: World;
  readonly payer: Person;
  readonly database: Database;
  readonly walletId: string;
  readonly openRail: OpenRail;
}

/** The engine over the real journal, with one rail, in a worker that can be ended and started again. */
export class RailWorker {
  readonly #world: World;
  readonly #payer: Person;
  readonly #journal: Journal;
  readonly #walletId: string;
  readonly #openRail: OpenRail;
  /** What comes before an effect of the worker: a write, or a request. What it says `true` to is where the worker ends. */
  onEffect: (effect: string, next?: Payment) => boolean = () => false;
  /** Added to the clock of every worker. */
  later = 0;
  #generation = 0;
  /** The generation that the last `start` made: another one says that its worker is dead. */
  #started = 0;
  engine: Engine;
  /** Comes true when the worker of the last `start` has ended. */
  death: Promise<void> = Promise.resolve();

  constructor({ world, payer, database, walletId, openRail }: RailWorkerOptions) {
    this.#world = world;
    this.#payer = payer;
    this.#journal = indexedJournal(database);
    this.#walletId = walletId;
    this.#openRail = openRail;
    this.engine = this.start();
  }

  /** Starts a worker; the one before is dead: none of its effects happens any more. */
  start(): Engine {
    const mine = ++this.#generation;
    this.#started = mine;
    let die: () => void = () => undefined;
    this.death = new Promise((resolve) => (die = resolve));
    const alive = async (effect: string, next?: Payment): Promise<void> => {
      if (mine === this.#generation && this.onEffect(effect, next)) {
        this.#generation += 1;
        die();
      }
      if (mine !== this.#generation) await new Promise(() => undefined);
    };
    const fetch: typeof globalThis.fetch = async (asked, init) => {
      await alive('request');
      const answer = await worldFetch(this.#world)(asked, init);
      await alive('reply');
      return answer;
    };
    const rail = this.#openRail(fetch, this.later);
    const now = (): number => Date.now() + this.later;
    const clock = { now, sleep: sleepAtMost(20) };
    const journal: Journal = {
      ...this.#journal,
      insert: async (payment) => alive('write', payment).then(() => this.#journal.insert(payment)),
      replace: async (next, permits) => {
        await alive('write', next);
        await this.#journal.replace(next, permits);
        await alive('written', next);
      },
    };
    const consents = new Map<string, string>();
    this.engine = new Engine({
      journalWriter: new JournalWriter(journal, clock, () => undefined),
      rails: new Map([[rail.id, rail]]),
      clock,
      consent: {
        open: async (id, url) => {
          consents.set(id, url);
          const back = await giveConsent(this.#world.fetch, url, FINISH, { login: this.#payer.login, allow: true });
          void this.engine.consents.returned(id, back.href).catch(() => undefined);
        },
        isOpen: (id) => Promise.resolve(consents.has(id)),
        close: () => Promise.resolve(),
      },
      allowanceOf: () => Promise.resolve(undefined),
      allowanceRefused: () => Promise.resolve(),
      spendingLimits: () => Promise.resolve({}),
      privacy: { asksBeforeContact: () => Promise.resolve(false), allow: () => Promise.resolve() },
      startOfDay: () => Promise.resolve(0),
      defaultWallet: () => Promise.resolve(this.#walletId),
    });
    return this.engine;
  }

  async payment(id: string): Promise<Payment> {
    const payment = await this.#journal.get(id);
    if (!payment) throw new Error('no such payment');
    return payment;
  }

  /** Waits until a payment is as wanted; gives up where the worker has died. */
  async until(id: string, holds: (payment: Payment) => boolean): Promise<Payment> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const payment = await this.payment(id);
      if (holds(payment) || this.#started !== this.#generation) return payment;
      if (Date.now() > deadline) throw new Error(`still ${payment.state}, ${payment.failure?.code ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Asks, and says yes to whatever is offered. */
  async buy(intent: Intent): Promise<Payment> {
    const { id } = await this.engine.request(intent);
    const offered = await this.until(id, ({ state, digest }) => (state === 'quoted' && digest !== undefined) || isOver(state));
    if (offered.state === 'quoted' && offered.digest) await this.engine.approve(id, offered.digest, { warningConfirmed: true });
    return await this.until(id, ({ state }) => isOver(state));
  }
}

/** The engine's waits, cut short: nothing here is to be waited for. */
function sleepAtMost(most: number): (ms: number, signal: AbortSignal) => Promise<void> {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      // Expiries and renewals lie minutes ahead: those are slept for real.
      const timer = setTimeout(resolve, ms > 5_000 ? ms : Math.min(ms, most));
      timer.unref();
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    });
}
