import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { BareClient, checkedInteractRef } from '../../client/bare-client.ts';
import type { SigningKey } from '../../client/key.ts';
import { pendingGrantSchema } from '../../client/wire.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';

const visitSchema = v.object({
  session: v.string(),
  nonce: v.string(),
  walletAddress: v.string(),
  quoteId: v.string(),
  pending: pendingGrantSchema,
  askedAt: v.number(),
});

export interface ShopperPaymentParts {
  readonly db: Database;
  readonly fetch: WorldFetch;
  readonly key: SigningKey;
  /** The gateway's own wallet address, as whose client it asks. */
  readonly walletAddress: string;
  readonly origin: string;
}

/** Payments that shoppers make on the hosted page, without software of their own: the gateway asks their wallet, they consent there. */
export class ShopperPayments {
  readonly #client: BareClient;
  readonly #origin: string;
  readonly #visits: Collection<typeof visitSchema>;

  constructor({ db, fetch, key, walletAddress, origin }: ShopperPaymentParts) {
    this.#client = new BareClient(fetch, key, walletAddress);
    this.#origin = origin;
    this.#visits = new Collection(db, 'payment-gateway/visits', visitSchema);
  }

  /** Prices the payment at the shopper's wallet; returns where they consent to it. */
  async begin(session: string, incomingPayment: string, walletAddress: string): Promise<string> {
    const wallet = await this.#client.walletAddress(walletAddress);
    const right = await this.#client.grant(wallet.authServer, [{ type: 'quote', actions: ['create', 'read'] }]);
    const quote = await this.#client.createQuote(wallet, right.access_token.value, incomingPayment);
    const limits = { receiver: incomingPayment, debitAmount: quote.debitAmount };
    const access = [{ type: 'outgoing-payment', actions: ['create', 'read'], identifier: wallet.id, limits }];
    const [id, nonce] = [randomUUID(), randomUUID()];
    const finish = { uri: `${this.#origin}/checkout/${session}/visits/${id}`, nonce };
    const pending = await this.#client.interactiveGrant(wallet.authServer, access, finish);
    this.#visits.put(id, session, { session, nonce, walletAddress: wallet.id, quoteId: quote.id, pending, askedAt: Date.now() });
    return pending.interact.redirect;
  }

  /** Pays after the consent. A visit that is loaded again pays nothing: its grant and its quote are used up. */
  async finish(session: string, visitId: string, returnUrl: URL): Promise<void> {
    const visit = this.#visits.get(visitId);
    if (visit?.session !== session) throw new Error('no such visit');
    this.#visits.delete(visitId);
    const wallet = await this.#client.walletAddress(visit.walletAddress);
    const ref = checkedInteractRef(returnUrl, visit.nonce, visit.pending, wallet.authServer);
    const waitUntil = visit.askedAt + (visit.pending.continue.wait ?? 0) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitUntil - Date.now())));
    const grant = await this.#client.continueGrant(visit.pending, ref);
    await this.#client.createOutgoingPayment(wallet, grant.access_token.value, { quoteId: visit.quoteId });
  }
}
