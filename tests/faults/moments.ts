import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../demo/world.ts';

/** When the worker is killed: at a face of the sheet, or when one of its requests has reached a server and waits for its answer. */
export type Moment =
  | { readonly name: string; readonly kind: 'never' }
  | { readonly name: string; readonly kind: 'sheet'; readonly face: 'pricing' | 'ready' | 'pressed' | 'consent' }
  | { readonly name: string; readonly kind: 'request'; readonly method: string; readonly path: RegExp };

export const moments: readonly Moment[] = [
  { name: 'never', kind: 'never' },
  { name: 'sheet-opens', kind: 'sheet', face: 'pricing' },
  { name: 'quote-asked', kind: 'request', method: 'POST', path: /\/quotes$/ },
  { name: 'sheet-ready', kind: 'sheet', face: 'ready' },
  { name: 'pay-pressed', kind: 'sheet', face: 'pressed' },
  { name: 'consent-open', kind: 'sheet', face: 'consent' },
  { name: 'consent-given', kind: 'request', method: 'POST', path: /\/consent\// },
  { name: 'grant-continued', kind: 'request', method: 'POST', path: /\/continue\// },
  { name: 'payment-sent', kind: 'request', method: 'POST', path: /\/outgoing-payments$/ },
  { name: 'payment-read', kind: 'request', method: 'GET', path: /\/outgoing-payments\// },
  { name: 'payee-read', kind: 'request', method: 'GET', path: /\/incoming-payments\// },
  { name: 'grant-returned', kind: 'request', method: 'DELETE', path: /\/(continue|token)\// },
];

/** How long the request at which the worker dies waits at its server: long enough to die meanwhile. */
const HELD_MS = 400;

/** Holds the moment's request at its server, and says when it is there. */
export function watchFor(world: World, moment: Moment & { kind: 'request' }): { readonly reached: Promise<boolean>; stop(): void } {
  const { method, path } = moment;
  const seen = world.requests.matching({ method, path }).length;
  const fault = world.faults.add({ kind: 'delay', ms: HELD_MS, method, path, times: 1 });
  const over = new AbortController();
  const watch = async () => {
    while (!over.signal.aborted && world.requests.matching({ method, path }).length === seen) await sleep(5);
    return !over.signal.aborted;
  };
  return {
    reached: watch(),
    stop: () => {
      over.abort();
      fault.remove();
    },
  };
}
