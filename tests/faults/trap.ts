/** A write of the worker's: `payments:quoted` for a payment that is written with that state, `tokens` for one to another store. */
export interface Write {
  readonly label: string;
  /** The how-manyth of this label in the run, from 1. */
  readonly nth: number;
}

/** At which write the worker stops: before it reaches the disk, or when it is on disk and the worker has not heard of it. */
export interface WriteStop extends Write {
  readonly when: 'before' | 'after';
}

/** What the trap tells: each write, and that it has sprung. */
export interface Told extends Write {
  readonly sprung: boolean;
}

/** The binding through which the trap speaks. */
export const TELL = 'tellOfWrites';

/**
 * Runs in the worker, before the extension's first line. Counts the writes of the journal; at the chosen one everything stands still: the
 * app never hears of it, and whatever else it wants to write or to ask of a server goes nowhere. So the worker is dead for the world from
 * exactly there on, a few milliseconds before the browser ends it.
 */
function trap(stop: WriteStop | undefined, tell: string): void {
  const counts = new Map<string, number>();
  let sprung = false;
  const say = (told: Told): void => {
    const binding: unknown = Reflect.get(globalThis, tell);
    if (typeof binding === 'function') Reflect.apply(binding, undefined, [JSON.stringify(told)]);
  };
  const spring = (write: Write): void => {
    sprung = true;
    say({ ...write, sprung });
  };
  const labelOf = (store: string, row: unknown): string => {
    if (store !== 'payments' && store !== 'allowances') return store;
    return `${store}:${String(Reflect.get(Object(row), 'state'))}`;
  };
  /** A request that is never answered. */
  const silent = (store: IDBObjectStore): IDBRequest => {
    const request = store.count();
    for (const type of ['success', 'error']) request.addEventListener(type, (event) => event.stopImmediatePropagation());
    return request;
  };
  const deafTo = (transaction: IDBTransaction, write: Write): void => {
    transaction.addEventListener('complete', (event) => {
      event.stopImmediatePropagation();
      spring(write);
    });
  };
  for (const name of ['put', 'add', 'delete', 'clear'] as const) {
    const native: Function = IDBObjectStore.prototype[name];
    Reflect.set(IDBObjectStore.prototype, name, function (this: IDBObjectStore, ...args: unknown[]): IDBRequest {
      if (sprung) return silent(this);
      const label = name === 'put' || name === 'add' ? labelOf(this.name, args[0]) : `${this.name}-${name}`;
      const nth = (counts.get(label) ?? 0) + 1;
      counts.set(label, nth);
      const isHere = stop?.label === label && stop.nth === nth;
      if (isHere && stop.when === 'before') {
        spring({ label, nth });
        return silent(this);
      }
      if (isHere) deafTo(this.transaction, { label, nth });
      else say({ label, nth, sprung });
      const request: unknown = Reflect.apply(native, this, args);
      if (!(request instanceof IDBRequest)) throw new TypeError('a write gives a request');
      // On disk, and nobody hears of it: neither of the write nor of its transaction.
      if (isHere) request.addEventListener('success', (event) => event.stopImmediatePropagation());
      return request;
    });
  }
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = (...args) => (sprung ? new Promise<Response>(() => undefined) : nativeFetch(...args));
}

/** The trap as text. Without a stop it only counts. */
export function trapSource(stop: WriteStop | undefined): string {
  // Whoever compiles us may wrap functions in this helper of its own, which a worker does not have.
  return `((__name) => (${trap.toString()})(${JSON.stringify(stop)}, ${JSON.stringify(TELL)}))((made) => made)`;
}
