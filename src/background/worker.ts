import { pollIntervalOf } from '../engine/poll-schedule.ts';
import type { Payment } from '../model/payment.ts';
import { isOver } from '../model/states.ts';
import { systemClock } from '../platform/clock.ts';
import { App } from './app.ts';
import type { KeepAwake } from './keep-awake.ts';
import { workerModules } from './modules.ts';
import type { Stores } from './stores.ts';
import { Wakes } from './wakes.ts';
import type { WorkerModule } from './worker-module.ts';
import { wakeEvery } from './worker-module.ts';

/** Payments that ended this recently, and that nobody has seen, are shown after a wake. */
const RECENT = 60 * 60_000;

/** One life of the worker: hands events to the modules, and sees to it that it is woken for what they have under way. */
export class Worker {
  readonly app: App;
  readonly modules: readonly WorkerModule[];
  readonly #wakes = new Wakes(() => wakeEvery(this.modules));

  /** Puts the worker together over the open storage, and recalls what is in flight. */
  static async start(stores: Stores, awake: KeepAwake): Promise<Worker> {
    const worker = new Worker(stores, awake);
    await worker.#recall();
    return worker;
  }

  private constructor(stores: Stores, awake: KeepAwake) {
    this.app = new App(stores, awake, { onPayment: (payment) => this.#changed(payment), planWakes: () => this.#plan() });
    this.modules = workerModules(this.app);
  }

  /** Takes up what is in flight: what the alarms and the worker's start call. What fails is taken up at the next alarm. */
  async resumeAll(): Promise<void> {
    await Promise.allSettled(this.modules.flatMap((module) => module.start?.() ?? []));
    await this.#wakes.plan();
  }

  /** After a wake: what is in flight or unseen comes back to the sheet, the badge and the pages. */
  async #recall(): Promise<void> {
    const { journal } = this.app.stores;
    const recent = await journal.since(systemClock.now() - RECENT);
    const unfinished = await journal.unfinished();
    const ids = new Set(unfinished.map(({ id }) => id));
    const unseen = recent.filter((payment) => isOver(payment.state) && !ids.has(payment.id) && payment.seenAt === undefined);
    for (const payment of [...unseen, ...unfinished]) this.#changed(payment);
    this.app.checkout.expectPages(unfinished);
    // Also where nothing waits: an earlier worker may have left its number.
    this.app.badge.showWaiting(this.app.sheet.waiting);
  }

  /** Tells every module of a payment that was written, and sees to it that the worker is woken for it. */
  #changed(payment: Payment): void {
    for (const module of this.modules) module.onPayment?.(payment);
    const every = pollIntervalOf(payment, systemClock.now());
    if (every !== undefined) void this.#wakes.within(every);
    else this.#plan();
  }

  #plan(): void {
    void this.#wakes.plan().catch(() => undefined);
  }
}
