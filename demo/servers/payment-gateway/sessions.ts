import * as v from 'valibot';
import { signatureSchema, signedProofSchema } from '../../opencharge/wire.ts';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const sessionSchema = v.object({
  id: v.string(),
  merchant: v.string(),
  merchantName: v.string(),
  /** The merchant gateway that opened it. */
  merchantGateway: v.string(),
  /** As it came, for its signature is over that. */
  order: v.unknown(),
  orderId: v.string(),
  signature: signatureSchema,
  urls: v.object({ success: v.string(), cancel: v.string() }),
  /** The price in smallest units. */
  units: v.string(),
  incomingPayment: v.string(),
  received: v.string(),
  /**
   * `funded`: the money is here, the settlement is not proven yet. `cancelled` and `expired` are only what no money
   * came for.
   */
  state: v.picklist(['open', 'funded', 'completed', 'cancelled', 'expired']),
  createdAt: v.number(),
  expiresAt: v.number(),
  settled: v.optional(signedProofSchema),
});
export type CheckoutSession = v.InferOutput<typeof sessionSchema>;

/** What others see of a session's state. */
export type SessionStatus = 'open' | 'paying' | 'completed' | 'cancelled' | 'expired';

/** The checkout sessions, listed by their order. */
export class SessionStore {
  readonly #sessions: Collection<typeof sessionSchema>;

  constructor(db: Database) {
    this.#sessions = new Collection(db, 'payment-gateway/sessions', sessionSchema);
  }

  get(id: string): CheckoutSession | undefined {
    return this.#sessions.get(id);
  }

  ofOrder(merchant: string, orderId: string): CheckoutSession | undefined {
    return this.#sessions.list(`${merchant}#${orderId}`)[0];
  }

  unfinished(): CheckoutSession[] {
    return this.#sessions.list().filter(isUnfinished);
  }

  save(session: CheckoutSession): void {
    this.#sessions.put(session.id, `${session.merchant}#${session.orderId}`, session);
  }
}

export function isUnfinished({ state }: CheckoutSession): boolean {
  return state === 'open' || state === 'funded';
}

export function statusOf({ state, received }: CheckoutSession): SessionStatus {
  if (state === 'funded') return 'paying';
  return state === 'open' && received !== '0' ? 'paying' : state;
}
