import type { Worker } from 'playwright';

/** One entry of a payment's history in the journal. */
export interface Moment {
  readonly state: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The newest payment's states and when each began, read from the journal. */
export async function newestHistory(worker: Worker): Promise<readonly Moment[]> {
  return (await worker.evaluate(HISTORY)) as Moment[];
}

const HISTORY = `new Promise((resolve, reject) => {
  const opening = indexedDB.databases().then(([{ name }]) => indexedDB.open(name));
  opening.then((open) => {
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const all = open.result.transaction('payments').objectStore('payments').getAll();
      all.onsuccess = () => {
        open.result.close();
        resolve(all.result.toSorted((a, b) => b.createdAt - a.createdAt)[0].history);
      };
    };
  });
})`;
