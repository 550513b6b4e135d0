import type { Database } from '../../src/storage/database.ts';
import { indexedJournal } from '../../src/storage/journal.ts';
import { JournalWriter } from '../../src/engine/journal-writer.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { ErrorCode } from '../../src/model/errors.ts';
import { TenderError, toTenderError } from '../../src/model/errors.ts';
import type { Journal } from '../../src/model/journal.ts';
import type { Payment } from '../../src/model/payment.ts';
import type { PaymentState } from '../../src/model/states.ts';
import { isOver } from '../../src/model/states.ts';
import { INTENT, ModelWorld } from './model-world.ts';
import { settle } from './virtual-clock.ts';

/** Maximum number of user actions in a purchase. */
const STEPS = 60;

/** The engine with the real journal in a database, the model wallet, and a payee that knows when it was paid. */
export class StoredWorld {
  readonly world = new ModelWorld();
  readonly journal: Journal;
  engine: Engine;
  /** The error code of the last refused request. */
  refusal: ErrorCode | undefined;
  #generation = 0;
  #until: PaymentState | undefined;

  constructor(database: Database, wrap: (journal: Journal) => Journal = (journal) => journal) {
    this.journal = wrap(indexedJournal(database));
    this.engine = this.#boot();
  }

  /** Number of payments that moved money. */
  get paid(): number {
    return this.world.wallet.paid;
  }

  /** Buys; the worker is stopped as soon as a payment is written in the state `until`. */
  async buy(until?: PaymentState): Promise<void> {
    this.#until = until;
    this.#ask();
    await this.#live();
  }

  /** A new worker resumes, and the user requests the same order again and accepts every offer. */
  async buyAgain(): Promise<void> {
    this.#until = undefined;
    this.engine = this.#boot();
    await this.engine.resumeAll().catch(() => undefined);
    this.#ask();
    await this.#live();
  }

  #ask(): void {
    void this.engine.request(INTENT).catch((error: unknown) => {
      this.refusal = toTenderError(error).code;
    });
  }

  async #live(): Promise<void> {
    const mine = this.#generation;
    for (let step = 0; step < STEPS; step += 1) {
      await quiet();
      if (mine !== this.#generation) return;
      const { payments } = await this.journal.page(undefined, 10);
      if ((payments.length > 0 || step > 2) && payments.every(({ state, rail }) => isOver(state) && !rail)) break;
      for (const payment of payments) this.#act(payment);
      this.world.clock.advance(30_000);
    }
    this.#kill();
  }

  /** The promises of a stopped worker are abandoned. */
  #kill(): void {
    this.#generation += 1;
  }

  #act({ id, state, digest, returnUrl }: Payment): void {
    if (state === 'quoted' && digest) void this.engine.approve(id, digest).catch(() => undefined);
    if (state === 'authorizing' && !returnUrl && this.world.openTabs.has(id)) {
      void this.engine.consents.returned(id, 'https://finish.example/').catch(() => undefined);
    }
  }

  #boot(): Engine {
    const mine = ++this.#generation;
    const alive = async <T>(work: () => Promise<T>, state?: PaymentState): Promise<T> => {
      if (mine !== this.#generation) await new Promise(() => undefined);
      const result = await work();
      if (this.#until !== undefined && state === this.#until) this.#kill();
      if (mine !== this.#generation) await new Promise(() => undefined);
      return result;
    };
    const { context } = this.world;
    const { journal } = this;
    const mortal: Journal = {
      ...journal,
      insert: (payment) => alive(() => journal.insert(payment), payment.state),
      replace: (next, permits) => alive(() => journal.replace(next, permits), next.state),
      get: (id) => alive(() => journal.get(id)),
    };
    const rails = new Map(
      [...context.rails].map(([id, rail]) => [
        id,
        {
          ...rail,
          resolve: async (...given: Parameters<typeof rail.resolve>) => {
            if (this.paid > 0 && this.world.wallet.settlesAfter < SLOW) throw new TenderError('payable-completed');
            return rail.resolve(...given);
          },
          submit: (...given: Parameters<typeof rail.submit>) => alive(() => rail.submit(...given)),
        },
      ]),
    );
    return new Engine({ ...context, rails, journalWriter: new JournalWriter(mortal, context.clock, () => undefined) });
  }
}

/** Milliseconds. A wallet that settles this late has not paid its payee yet. */
export const SLOW = 600_000;

/** Waits until the database, which uses timers, and the engine are idle. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await settle();
}
