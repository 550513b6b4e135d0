import { createHash, createPublicKey, verify } from 'node:crypto';
import { httpbis } from 'http-message-signatures';
import * as v from 'valibot';
import { jwkSchema, type Jwk } from '../../client/key.ts';
import type { RawRequest } from '../../http/raw-request.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';
import { unitsSchema } from './till.ts';

const MAX_AGE_SECONDS = 300;
const CLOCK_TOLERANCE_SECONDS = 5;

const eventSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  event: v.literal('invoice.paid'),
  invoice: v.string(),
  received: unitsSchema,
});

const keySetSchema = v.object({ keys: v.array(jwkSchema) });

export interface WebhookParts {
  readonly db: Database;
  readonly fetch: WorldFetch;
  /** URL of the acquirer's published keys. */
  readonly keysUrl: string;
  /** Called once for each event, even if it is delivered repeatedly: the acquirer says that this invoice is paid. */
  readonly onPaid: (invoice: string, received: bigint) => void;
}

/** Receives the acquirer's webhooks for paid invoices: signed by RFC 9421, each event once. */
export class AcquirerWebhooks {
  readonly #parts: WebhookParts;
  readonly #seen: Collection<v.StringSchema<undefined>>;
  #keys: readonly Jwk[] = [];

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    this.#seen = new Collection(parts.db, 'shop/acquirer-events', v.string());
  }

  /** 204 for an accepted event, also a repeated one. The acquirer repeats the event for every other status. */
  async take(raw: RawRequest): Promise<Response> {
    if (!(await this.#isGenuine(raw))) return new Response(null, { status: 401 });
    const event = v.safeParse(eventSchema, JSON.parse(raw.body));
    if (!event.success) return new Response(null, { status: 400 });
    const { id, invoice, received } = event.output;
    this.#parts.db.transaction(() => {
      if (this.#seen.get(id) !== undefined) return;
      this.#seen.put(id, '', invoice);
      this.#parts.onPaid(invoice, received);
    });
    return new Response(null, { status: 204 });
  }

  async #isGenuine(raw: RawRequest): Promise<boolean> {
    const digest = `sha-512=:${createHash('sha512').update(raw.body).digest('base64')}:`;
    if (raw.headers['content-digest'] !== digest) return false;
    const options = {
      keyLookup: async ({ keyid }: { keyid?: string }) => verifierOf(await this.#key(keyid ?? '')),
      requiredFields: ['@method', '@target-uri', 'content-digest', 'content-type'],
      requiredParams: ['created', 'expires', 'keyid', 'alg'],
      maxAge: MAX_AGE_SECONDS,
      tolerance: CLOCK_TOLERANCE_SECONDS,
    };
    try {
      return (await httpbis.verifyMessage(options, { method: raw.method, url: raw.url, headers: { ...raw.headers } })) === true;
    } catch {
      return false;
    }
  }

  /** Reads the acquirer's keys again for an unknown key id. */
  async #key(kid: string): Promise<Jwk | undefined> {
    const known = this.#keys.find((key) => key.kid === kid);
    if (known) return known;
    const response = await this.#parts.fetch(this.#parts.keysUrl, { redirect: 'manual' });
    this.#keys = v.parse(keySetSchema, await response.json()).keys;
    return this.#keys.find((key) => key.kid === kid);
  }
}

function verifierOf(key: Jwk | undefined) {
  if (!key) return null;
  const publicKey = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
  return {
    id: key.kid,
    algs: ['ed25519'],
    verify: (data: Buffer, signature: Buffer) => Promise.resolve(verify(null, data, publicKey, signature)),
  };
}
