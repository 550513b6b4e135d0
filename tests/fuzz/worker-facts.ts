import type { Worker } from 'playwright';

/** Reads every store of the extension, key handles by their names only, as one text to compare. */
export const READ_STORAGE = `(async () => {
  const database = await new Promise((done, failed) => {
    const asked = indexedDB.open('tender');
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const stores = {};
  for (const name of [...database.objectStoreNames].sort()) {
    const store = database.transaction(name).objectStore(name);
    const all = (method) => new Promise((done, failed) => {
      const asked = store[method]();
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    const [keys, rows] = [await all('getAllKeys'), await all('getAll')];
    stores[name] = Object.fromEntries(keys.map((key, index) => [key, rows[index]]));
  }
  database.close();
  return JSON.stringify(stores, (key, value) => (typeof value === 'bigint' ? value + 'n' : value));
})()`;

/** Counts what nobody catches in the worker, from now on. */
export const COUNT_UNCAUGHT = `(() => {
  globalThis.uncaught ??= [];
  const note = (event) => uncaught.push(String(event.reason ?? event.message));
  addEventListener('error', note);
  addEventListener('unhandledrejection', note);
})()`;

export interface Storage {
  readonly [store: string]: Readonly<Record<string, unknown>>;
}

/** What the extension has stored. */
export async function readStorage(worker: Worker): Promise<Storage> {
  return JSON.parse(await worker.evaluate<string>(READ_STORAGE)) as Storage;
}
