import type { Allowance } from './allowance.ts';
import type { RailState } from '../model/rail.ts';

/** Stores allowances. Writes are durable when they resolve. */
export interface AllowanceStore {
  all(): Promise<readonly Allowance[]>;
  get(id: string): Promise<Allowance | undefined>;
  put(allowance: Allowance): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Writes allowances, one write at a time for all of them: there are few and they change rarely. */
export class AllowanceWriter {
  readonly #store: AllowanceStore;
  readonly #onChange: () => void;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(store: AllowanceStore, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  all(): Promise<readonly Allowance[]> {
    return this.#store.all();
  }

  get(id: string): Promise<Allowance | undefined> {
    return this.#store.get(id);
  }

  /** The active allowance of a wallet. */
  async activeOf(walletId: string): Promise<Allowance | undefined> {
    return (await this.all()).find((allowance) => allowance.walletId === walletId && allowance.state === 'active');
  }

  put(allowance: Allowance): Promise<void> {
    return this.#write(async () => {
      await this.#store.put(allowance);
      return true;
    });
  }

  /** Replaces the stored allowance with the result of `next`. Nothing is written if it does not exist or `next` returns undefined. */
  change(id: string, next: (allowance: Allowance) => Allowance | undefined): Promise<void> {
    return this.#write(async () => {
      const before = await this.#store.get(id);
      const after = before && next(before);
      if (after) await this.#store.put(after);
      return after !== undefined;
    });
  }

  /** Merges the given fields into the rail's state of an allowance. */
  saveRail(id: string, state: RailState): Promise<void> {
    return this.change(id, (allowance) => ({ ...allowance, rail: { ...allowance.rail, ...state } }));
  }

  /** Deletes an allowance if `isDone` returns true for it. */
  delete(id: string, isDone: (allowance: Allowance) => boolean): Promise<void> {
    return this.#write(async () => {
      const allowance = await this.#store.get(id);
      if (!allowance || !isDone(allowance)) return false;
      await this.#store.delete(id);
      return true;
    });
  }

  /** @param work returns whether it has written anything. */
  #write(work: () => Promise<boolean>): Promise<void> {
    const write = this.#writes.then(work).then((hasChanged) => {
      if (hasChanged) this.#onChange();
    });
    this.#writes = write.catch(() => undefined);
    return write;
  }
}
