/** A write of the worker: `payments:quoted` for a payment with that state, or the name of another store, such as `tokens`. */
export interface Write {
  readonly label: string;
  /** 1-based occurrence of this label in the run. */
  readonly nth: number;
}

/** The write at which the worker stops: before it is stored, or after it is stored but before the worker gets the result. */
export interface WriteStop extends Write {
  readonly when: 'before' | 'after';
}

/** A report of a write, and whether the worker stops at it. */
export interface WriteReport extends Write {
  readonly sprung: boolean;
}

/** Name of the binding for the reports. */
export const REPORT_BINDING = 'tellOfWrites';

/**
 * Runs in the worker before the extension's first line and counts the writes of the journal. At the chosen write everything stops: the
 * extension gets no result, and all its later writes and requests have no effect. So the worker has effectively stopped exactly there, some
 * milliseconds before the browser stops it.
 */
function trap(stop: WriteStop | undefined, tell: string): void {
  const counts = new Map<string, number>();
  let sprung = false;
  const say = (told: WriteReport): void => {
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
  /** A request without a result. */
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
      // Stored, but neither the request nor its transaction reports success.
      if (isHere) request.addEventListener('success', (event) => event.stopImmediatePropagation());
      return request;
    });
  }
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = (...args) => (sprung ? new Promise<Response>(() => undefined) : nativeFetch(...args));
}

/** The source text of the trap. Without a stop it only counts. */
export function trapSource(stop: WriteStop | undefined): string {
  // The compiler may wrap functions in this helper, which does not exist in a worker.
  return `((__name) => (${trap.toString()})(${JSON.stringify(stop)}, ${JSON.stringify(REPORT_BINDING)}))((made) => made)`;
}
