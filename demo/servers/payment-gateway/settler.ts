import * as v from 'valibot';
import { accountAt, unsettledAt } from '../../opencharge/books.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { IssuedProofs } from '../../opencharge/issued-proofs.ts';
import type { Directory, KnownParty } from '../../opencharge/directory.ts';
import type { Outbox } from '../../opencharge/outbox.ts';
import { SETTLEMENT_PROVIDER, type Party } from '../../opencharge/parties.ts';
import { checkProof, genuineProof } from '../../opencharge/proof-check.ts';
import { CallFailed, callParty } from '../../opencharge/signed-request.ts';
import { nowSeconds, orderSchema, signedProofSchema, type Order, type SignedProof } from '../../opencharge/wire.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { WorldParts } from '../server.ts';
import type { CheckoutSession, SessionStore } from './sessions.ts';

/** The three ways of the protocol to settle with a merchant. */
export type SettlementWay = 'direct' | 'partner-reserve' | 'third-party';

export interface SettlerParts {
  readonly world: WorldParts & { readonly fetch: WorldFetch };
  readonly party: Party;
  readonly directory: Directory;
  readonly sessions: SessionStore;
  readonly outbox: Outbox;
}

const SERVER = 'payment-gateway';
/** The merchant gateway waits at least this long for a third party's proof. */
const PAYMENT_SECONDS = 600;
const pendingSchema = v.object({ txid: v.string() });

/** Settles paid sessions with the merchant's side. Each step may be repeated: the other parties know it by its reference. */
export class Settler {
  readonly #parts: SettlerParts;
  readonly #proofs: IssuedProofs;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
    this.#proofs = new IssuedProofs(parts.world.db, SERVER, parts.party);
  }

  verify(txid: string): SignedProof {
    return this.#proofs.verify(txid);
  }

  /** The ways that an order allows and that are open to this gateway, in the order that the merchant prefers. */
  async waysFor({ accepts }: Pick<Order, 'accepts'>, merchantGateway: string): Promise<SettlementWay[]> {
    const partner = await this.#lookUp(merchantGateway);
    const provider = await this.#lookUp(SETTLEMENT_PROVIDER);
    const offers = (party: KnownParty | undefined, ...needed: readonly string[]) =>
      needed.every((capability) => party?.capabilities.includes(capability));
    return accepts.flatMap((ocid): SettlementWay[] => {
      if (ocid === this.#parts.party.ocid) return ['direct'];
      if (ocid === merchantGateway) return offers(partner, 'transfer.create') ? ['partner-reserve'] : [];
      // The provider's proof names our transaction, not the order: the merchant gets one of its gateway, and must accept that.
      const isCommon = ocid === SETTLEMENT_PROVIDER && accepts.includes(merchantGateway);
      return isCommon && offers(partner, 'payment.create', 'payment.settle') && offers(provider, 'transfer.create') ? ['third-party'] : [];
    });
  }

  /** Settles by the first way that has the money for it; throws where it has to be tried again. */
  async settle(session: CheckoutSession): Promise<void> {
    const order = v.parse(orderSchema, session.order);
    for (const way of await this.waysFor(order, session.merchantGateway)) {
      try {
        await this.#settleBy(way, session, order);
        return;
      } catch (error) {
        if (!isClosedWay(error)) throw error;
      }
    }
    throw new OpenChargeError('ISSUER_NOT_ACCEPTED', 'there is no way to settle with this merchant now');
  }

  async #settleBy(way: SettlementWay, session: CheckoutSession, order: Order): Promise<void> {
    if (way === 'direct') return this.#settleDirectly(session, order);
    const partner = await this.#parts.directory.lookUp(session.merchantGateway);
    const settled = await (way === 'partner-reserve'
      ? this.#fromReserve(session, order, partner)
      : this.#byThirdParty(session, order, partner));
    await this.#check(session, order, settled);
    const { ocid } = this.#parts.party;
    // What the shopper paid is ours now, for we paid from what we have there.
    this.#complete(session, settled, accountAt(ocid, ocid));
  }

  /** We are who the merchant trusts: its gateway's account is here. */
  #settleDirectly(session: CheckoutSession, { id, amount, currency }: Order): void {
    const { party, outbox, world } = this.#parts;
    world.db.transaction(() => {
      const from = { ocid: party.ocid, reference: session.id };
      const settled = this.#proofs.issue(session.id, { from, to: { ocid: session.merchant, reference: id }, amount, currency });
      this.#complete(session, settled, accountAt(party.ocid, session.merchantGateway));
      outbox.announce(session.merchantGateway, settled);
      outbox.announce(session.merchant, settled);
    });
  }

  #fromReserve(session: CheckoutSession, order: Order, partner: KnownParty): Promise<SignedProof> {
    const { amount, currency, id } = order;
    const from = { ocid: this.#parts.party.ocid, reference: session.id };
    const message = { from, to: { ocid: session.merchant, reference: id }, amount, currency, order: session.order };
    return this.#call(`${partner.endpoint}/transfer/create`, message, signedProofSchema);
  }

  async #byThirdParty(session: CheckoutSession, order: Order, partner: KnownParty): Promise<SignedProof> {
    const provider = await this.#parts.directory.lookUp(SETTLEMENT_PROVIDER);
    const { amount, currency, id } = order;
    const to = { ocid: session.merchant, reference: id };
    const expiresAt = Math.max(order.expiresAt, nowSeconds() + PAYMENT_SECONDS);
    const asked = { to, amount, currency, reference: session.id, expiresAt, order: session.order };
    const { txid } = await this.#call(`${partner.endpoint}/payment/create`, asked, pendingSchema);
    const from = { ocid: this.#parts.party.ocid, reference: session.id };
    const transfer = { from, to: { ocid: partner.ocid, reference: txid }, amount, currency };
    const paid = await this.#call(`${provider.endpoint}/transfer/create`, transfer, signedProofSchema);
    return this.#call(`${partner.endpoint}/payment/settle`, { txid, ...paid }, signedProofSchema);
  }

  async #check(session: CheckoutSession, { amount, currency, accepts, id }: Order, settled: SignedProof): Promise<void> {
    const proof = await genuineProof(this.#parts.directory, settled);
    const payees = [session.merchant, session.merchantGateway];
    checkProof(proof, { issuers: accepts, payees, reference: id, amount, currency, since: session.createdAt });
  }

  /** Books what was received from the shopper, and keeps the proof, in one transaction. */
  #complete({ id }: CheckoutSession, settled: SignedProof, credit: string): void {
    const { world, sessions, party } = this.#parts;
    world.db.transaction(() => {
      const session = sessions.get(id);
      if (session?.state !== 'funded') throw new Error(`the session ${id} is not to be settled`);
      world.ledger.transfer({ debit: unsettledAt(party.ocid), credit, amount: BigInt(session.units), kind: 'opencharge-settle' });
      sessions.save({ ...session, state: 'completed', settled });
    });
  }

  #call<Schema extends v.GenericSchema<unknown, unknown>>(url: string, message: object, schema: Schema) {
    return callParty({ fetch: this.#parts.world.fetch, party: this.#parts.party }, url, message, schema);
  }

  /** A party that cannot be looked up now offers no way. */
  async #lookUp(ocid: string): Promise<KnownParty | undefined> {
    return this.#parts.directory.lookUp(ocid).catch((error: unknown) => {
      if (error instanceof OpenChargeError) return undefined;
      throw error;
    });
  }
}

/** Whether nothing was moved this way, and another way may be taken. */
function isClosedWay(error: unknown): boolean {
  return error instanceof CallFailed && (error.code === 'INSUFFICIENT_FUNDS' || error.code === 'CAPABILITY_NOT_SUPPORTED');
}
