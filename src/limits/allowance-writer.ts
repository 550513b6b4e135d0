import type { Allowance } from './allowance.ts';
import type { RailState } from '../model/rail.ts';

/** Where allowances are kept. Each write is on disk when it resolves. */
export interface AllowanceStore {
  all(): Promise<readonly Allowance[]>;
  get(id: string): Promise<Allowance | undefined>;
  put(allowance: Allowance): Promise<void>;
  delete(id: string): Promise<void>;
}

/** The only way in which allowances are written: one write after the other, for all of them, as they are few and change rarely. */
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

  /** Writes what `next` makes of the stored allowance; nothing when it is gone or `next` returns nothing. */
  change(id: string, next: (allowance: Allowance) => Allowance | undefined): Promise<void> {
    return this.#write(async () => {
      const before = await this.#store.get(id);
      const after = before && next(before);
      if (after) await this.#store.put(after);
      return after !== undefined;
    });
  }

  /** Lays the given fields over what the rail keeps for an allowance. */
  saveRail(id: string, state: RailState): Promise<void> {
    return this.change(id, (allowance) => ({ ...allowance, rail: { ...allowance.rail, ...state } }));
  }

  /** Deletes an allowance for which `isDone` holds. */
  delete(id: string, isDone: (allowance: Allowance) => boolean): Promise<void> {
    return this.#write(async () => {
      const allowance = await this.#store.get(id);
      if (!allowance || !isDone(allowance)) return false;
      await this.#store.delete(id);
      return true;
    });
  }

  /** @param work says whether it wrote anything. */
  #write(work: () => Promise<boolean>): Promise<void> {
    const write = this.#writes.then(work).then((hasChanged) => {
      if (hasChanged) this.#onChange();
    });
    this.#writes = write.catch(() => undefined);
    return write;
  }
}
