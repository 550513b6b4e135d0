import type { Cashier } from '../shop/cashier.ts';
import { owedBy, unsettledAt } from '../../opencharge/books.ts';
import { nowSeconds } from '../../opencharge/wire.ts';
import type { WorldParts } from '../server.ts';
import type { Settler } from './settler.ts';
import { isUnfinished, type CheckoutSession, type SessionStore } from './sessions.ts';

const LONGEST_PAUSE_MS = 5_000;

export interface WatcherParts {
  readonly world: WorldParts;
  readonly ocid: string;
  readonly sessions: SessionStore;
  readonly cashier: Cashier;
  readonly settler: Settler;
  /** Between the first looks at an incoming payment; longer from look to look. */
  readonly pauseMs: number;
}

/** Reads the incoming payments of unfinished sessions at the gateway's wallet, and settles those that are paid. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #looking = new Map<string, Promise<void>>();
  #closed = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  /** Looks at a session from time to time until nothing more is to come. */
  watch(id: string, pauseMs = this.#parts.pauseMs): void {
    if (this.#closed) return;
    clearTimeout(this.#timers.get(id));
    const next = async () => {
      this.#timers.delete(id);
      await this.look(id);
      const session = this.#parts.sessions.get(id);
      if (session && isUnfinished(session)) this.watch(id, Math.min(LONGEST_PAUSE_MS, pauseMs * 1.3));
    };
    this.#timers.set(
      id,
      // A look that a closing world broke off is made anew by the next run.
      setTimeout(() => void next().catch(() => undefined), pauseMs),
    );
  }

  /** Goes on with what an earlier run left unfinished. */
  resume(): void {
    for (const { id } of this.#parts.sessions.unfinished()) this.watch(id);
  }

  /** Looks now; one look at a time for each session. A wallet or party that does not answer is asked again later. */
  look(id: string): Promise<void> {
    const looking =
      this.#looking.get(id) ??
      this.#look(id)
        .catch(() => undefined)
        .finally(() => this.#looking.delete(id));
    this.#looking.set(id, looking);
    return looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#looking.values());
  }

  async #look(id: string): Promise<void> {
    const { sessions, settler, world } = this.#parts;
    if (world.faults.take('session-stalls')) return;
    if (sessions.get(id)?.state === 'open') await this.#read(id);
    const session = sessions.get(id);
    if (session?.state === 'funded' && !this.#closed) await settler.settle(session);
  }

  async #read(id: string): Promise<void> {
    const { sessions, cashier, world } = this.#parts;
    const before = sessions.get(id);
    if (!before) return;
    const { receivedAmount, completed } = await cashier.read(before.incomingPayment);
    const isOver = before.expiresAt <= nowSeconds();
    world.db.transaction(() => {
      const session = sessions.get(id);
      if (session?.state !== 'open') return;
      const received = receivedAmount.value;
      if (completed && BigInt(received) >= BigInt(session.units)) this.#fund({ ...session, received });
      else if (received === '0' && isOver) sessions.save({ ...session, state: 'expired' });
      else if (received !== session.received) sessions.save({ ...session, received });
    });
  }

  /** From here on the gateway owes what the shopper paid. */
  #fund(session: CheckoutSession): void {
    const { world, ocid, sessions } = this.#parts;
    world.ledger.transfer({ debit: owedBy(ocid), credit: unsettledAt(ocid), amount: BigInt(session.units), kind: 'opencharge-receive' });
    sessions.save({ ...session, state: 'funded' });
  }
}
