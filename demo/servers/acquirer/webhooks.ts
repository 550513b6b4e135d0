import { createHash, randomUUID, sign } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import * as v from 'valibot';
import { DelayedWork } from '../../delayed-work.ts';
import type { SigningKey } from '../../client/key.ts';
import type { Hosts } from '../../hosts.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';
import { invoiceUrl } from './acquirer-context.ts';
import type { InvoiceRecord } from './invoice-store.ts';
import { wireUnits } from './invoice-views.ts';

const LONGEST_PAUSE_MS = 60_000;
const TIMEOUT_MS = 10_000;

const eventSchema = v.object({
  id: v.string(),
  invoice: v.string(),
  received: v.string(),
  at: v.string(),
  attempts: v.number(),
  taken: v.boolean(),
});
type Event = v.InferOutput<typeof eventSchema>;

export interface WebhookParts {
  readonly db: Database;
  readonly fetch: WorldFetch;
  readonly hosts: Hosts;
  readonly key: SigningKey;
  /** Milliseconds before the second attempt; doubles each time. */
  readonly pauseMs: number;
  /** The merchants' webhook URL. */
  readonly url: string;
}

/**
 * Sends merchants events for paid invoices, signed with RFC 9421, until the response is a 2xx. An event may be delivered more than once,
 * also after a restart: merchants deduplicate by its id.
 */
export class Webhooks {
  readonly #parts: WebhookParts;
  readonly #events: Collection<typeof eventSchema>;
  readonly #work = new DelayedWork();

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    this.#events = new Collection(parts.db, 'acquirer/events', eventSchema);
  }

  /** Stores the event in the transaction of its booking, and sends it afterwards. */
  announce({ id: invoice, received }: InvoiceRecord): void {
    const event = { id: randomUUID(), invoice, received, at: new Date().toISOString(), attempts: 0, taken: false };
    this.#events.put(event.id, '', event);
    this.#after(0, event.id);
  }

  /** Sends the events that an earlier run did not deliver. */
  resume(): void {
    for (const { id, taken } of this.#events.list()) if (!taken) this.#after(0, id);
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  /** Events after the close are in the database, and the next run sends them. */
  #after(ms: number, id: string): void {
    this.#work.after(ms, () => this.#attempt(id));
  }

  async #attempt(id: string): Promise<void> {
    const event = this.#events.get(id);
    if (!event || event.taken) return;
    const taken = await this.#send(event).catch(() => false);
    if (this.#work.isClosed) return;
    const attempts = event.attempts + 1;
    this.#events.put(id, '', { ...event, attempts, taken });
    if (!taken) this.#after(Math.min(LONGEST_PAUSE_MS, this.#parts.pauseMs * 2 ** event.attempts), id);
  }

  async #send({ id, invoice, received, at }: Event): Promise<boolean> {
    const { fetch, hosts, key, url } = this.#parts;
    const body = JSON.stringify({
      id,
      event: 'invoice.paid',
      invoice: invoiceUrl({ hosts }, invoice),
      received: wireUnits(received),
      at,
    });
    const headers = await signedHeaders(key, url, body);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok;
  }
}

async function signedHeaders(key: SigningKey, url: string, body: string): Promise<Record<string, string>> {
  const headers = {
    'content-type': 'application/json',
    'content-digest': `sha-512=:${createHash('sha512').update(body).digest('base64')}:`,
  };
  const signed = await httpbis.signMessage(
    {
      key: { id: key.jwk.kid, alg: 'ed25519', sign: (data) => Promise.resolve(sign(null, data, key.privateKey)) },
      name: 'sig1',
      fields: ['@method', '@target-uri', ...Object.keys(headers)],
      params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
      paramValues: { nonce: randomUUID() },
    },
    { method: 'POST', url, headers },
  );
  return signed.headers;
}
