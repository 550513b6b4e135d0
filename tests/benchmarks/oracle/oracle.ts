import { Worker } from 'node:worker_threads';
import type { World } from '../../../demo/world.ts';
import type { Order, Setting } from './thread.ts';

/** Payments by ilp-protocol-stream, from an account at the connector. */
export interface Oracle {
  /** @returns milliseconds from reading the invoice until all of it is sent. */
  pay(invoice: string, amount: bigint): Promise<number>;
  close(): Promise<void>;
}

/** A thread of its own, as the extension has a process of its own: the world's servers have theirs to themselves in both cases. */
export function startOracle({ port, caPem = '' }: World, account: Omit<Setting, 'port' | 'caPem'>): Oracle {
  const workerData: Setting = { port, caPem, ...account };
  const thread = new Worker(new URL('./start-thread.mjs', import.meta.url), { workerData });
  return {
    pay: (invoice, amount) =>
      new Promise((resolve, reject) => {
        thread.once('error', reject);
        thread.once('message', (ms: unknown) => {
          thread.off('error', reject);
          resolve(Number(ms));
        });
        thread.postMessage({ invoice, amount: amount.toString() } satisfies Order);
      }),
    close: async () => {
      await thread.terminate();
    },
  };
}
