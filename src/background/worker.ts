import { pollIntervalOf } from '../engine/poll-schedule.ts';
import type { Payment } from '../model/payment.ts';
import { pendingReturn } from '../model/shop-return.ts';
import { isOver } from '../model/states.ts';
import { systemClock } from '../platform/clock.ts';
import { App } from './app.ts';
import type { KeepAwake } from './keep-awake.ts';
import { workerModules } from './modules.ts';
import type { Stores } from './stores.ts';
import { Wakes } from './wakes.ts';
import type { WorkerModule } from './worker-module.ts';
import { wakeEvery } from './worker-module.ts';

/** Milliseconds. What a payment that was requested this recently still needs after its end is done after a wake. */
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

  /** After a wake: what is in flight, unseen or not returned to its shop comes back to the modules. */
  async #recall(): Promise<void> {
    const { journal } = this.app.stores;
    const recent = await journal.since(systemClock.now() - RECENT);
    const unfinished = await journal.unfinished();
    const ids = new Set(unfinished.map(({ id }) => id));
    const waiting = recent.filter((payment) => !ids.has(payment.id) && isAwaited(payment));
    for (const payment of [...waiting, ...unfinished]) this.#changed(payment);
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

/** Whether somebody still has to see how a payment ended, or its tab has to return to the shop. */
function isAwaited(payment: Payment): boolean {
  return isOver(payment.state) && (payment.seenAt === undefined || pendingReturn(payment) !== undefined);
}
