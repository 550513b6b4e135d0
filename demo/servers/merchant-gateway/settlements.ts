import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { InsufficientBalance } from '../../money/ledger.ts';
import { accountAt, owedBy } from '../../opencharge/books.ts';
import type { Directory } from '../../opencharge/directory.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { IssuedProofs } from '../../opencharge/issued-proofs.ts';
import { payableUnits } from '../../opencharge/order-check.ts';
import type { Outbox } from '../../opencharge/outbox.ts';
import { SETTLEMENT_PROVIDER, type Party } from '../../opencharge/parties.ts';
import { checkProof, genuineProof, isSameAmount } from '../../opencharge/proof-check.ts';
import { nowSeconds, ocidSchema, transferSchema, type SignedProof } from '../../opencharge/wire.ts';
import { Collection } from '../../storage/collection.ts';
import type { WorldParts } from '../server.ts';
import type { GatewayOrders, KnownOrder } from './gateway-orders.ts';

export const transferRequestSchema = v.object({ ...transferSchema.entries, order: v.unknown() });

export const paymentRequestSchema = v.object({
  to: transferSchema.entries.to,
  amount: transferSchema.entries.amount,
  currency: transferSchema.entries.currency,
  reference: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  memo: v.optional(v.string()),
  expiresAt: v.pipe(v.number(), v.safeInteger()),
  order: v.unknown(),
});

const paymentSchema = v.object({
  txid: v.string(),
  payer: ocidSchema,
  merchant: ocidSchema,
  orderId: v.string(),
  reference: v.string(),
  createdAt: v.number(),
  expiresAt: v.number(),
});
type Payment = v.InferOutput<typeof paymentSchema>;

export interface SettlementParts {
  readonly world: WorldParts;
  readonly party: Party;
  readonly orders: GatewayOrders;
  readonly outbox: Outbox;
  readonly directory: Directory;
}

const SERVER = 'merchant-gateway';

/** How money reaches a merchant's account here: each order once, whichever way and however often it is asked for. */
export class Settlements {
  readonly #parts: SettlementParts;
  readonly #proofs: IssuedProofs;
  readonly #payments: Collection<typeof paymentSchema>;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
    this.#proofs = new IssuedProofs(parts.world.db, SERVER, parts.party);
    this.#payments = new Collection(parts.world.db, `${SERVER}/payments`, paymentSchema);
  }

  verify(txid: string): SignedProof {
    return this.#proofs.verify(txid);
  }

  /** Partner reserve: the payer's money is here already. */
  fromReserve(caller: string, request: v.InferOutput<typeof transferRequestSchema>): SignedProof {
    const { from, to } = request;
    if (from.ocid !== caller) throw new OpenChargeError('FORBIDDEN', 'the reserve is of somebody else');
    const known = this.#orderFor(request);
    return this.#once(known, `${caller}#${from.reference ?? ''}`, () => {
      this.#move(accountAt(this.#parts.party.ocid, caller), known);
      return { from, to };
    });
  }

  /** Common third party, first half: says where the money is to go. */
  expectPayment(caller: string, request: v.InferOutput<typeof paymentRequestSchema>): Payment {
    const { to, reference, expiresAt } = request;
    const known = this.#orderFor(request);
    const id = `${caller}#${reference}`;
    const kept = this.#payments.list(id).find(({ orderId }) => orderId === known.order.id);
    if (kept) return kept;
    if (known.txid !== undefined) throw new OpenChargeError('INVALID_STATE', 'the order is paid already');
    if (expiresAt <= nowSeconds()) throw new OpenChargeError('TRANSACTION_EXPIRED', 'it is too late for this payment');
    const payment: Payment = {
      txid: `tx_${randomUUID()}`,
      payer: caller,
      merchant: to.ocid,
      orderId: to.reference,
      reference,
      createdAt: nowSeconds(),
      expiresAt,
    };
    this.#payments.put(payment.txid, id, payment);
    return payment;
  }

  /** Common third party, second half: the provider's proof that the money is at our account there. */
  async settle(caller: string, txid: string, signed: SignedProof): Promise<SignedProof> {
    const payment = this.#payments.get(txid);
    if (payment?.payer !== caller) throw new OpenChargeError('PAYMENT_NOT_FOUND', `no payment ${txid}`);
    const known = this.#parts.orders.find(payment.merchant, payment.orderId);
    const proof = await genuineProof(this.#parts.directory, signed);
    const { amount, currency } = known.order;
    const { ocid } = this.#parts.party;
    checkProof(proof, { issuers: [SETTLEMENT_PROVIDER], payees: [ocid], reference: txid, amount, currency, since: payment.createdAt });
    return this.#once(this.#parts.orders.find(payment.merchant, payment.orderId), `${caller}#${payment.reference}`, () => {
      this.#move(owedBy(ocid), known);
      return { from: { ocid: caller, reference: payment.reference }, to: { ocid: payment.merchant, reference: payment.orderId } };
    });
  }

  /** Direct: the payment gateway says that it credited our account there. */
  async takeNotice(merchants: readonly string[], signed: SignedProof): Promise<string> {
    const proof = await genuineProof(this.#parts.directory, signed);
    if (!merchants.includes(proof.to.ocid)) throw new OpenChargeError('INVALID_PROOF', `${proof.to.ocid} has no account here`);
    const { amount, currency, accepts, createdAt: since } = this.#parts.orders.find(proof.to.ocid, proof.to.reference).order;
    const reference = proof.to.reference ?? '';
    checkProof(proof, { issuers: accepts, payees: merchants, reference, amount, currency, since });
    this.#parts.world.db.transaction(() => {
      const known = this.#parts.orders.find(proof.to.ocid, reference);
      if (known.txid === proof.txid) return;
      if (known.txid !== undefined) throw new OpenChargeError('INVALID_STATE', 'the order is paid by another transaction');
      this.#move(owedBy(this.#parts.party.ocid), known);
      this.#parts.orders.markPaid(known, proof.txid);
    });
    return proof.txid;
  }

  /** The order that a payment is for, with everything that the payer says of it compared. */
  #orderFor({
    to,
    amount,
    currency,
    order,
  }: Pick<v.InferOutput<typeof transferRequestSchema>, 'to' | 'amount' | 'currency' | 'order'>): KnownOrder {
    const known = this.#parts.orders.same(to.ocid, to.reference, order);
    if (currency !== known.order.currency) throw new OpenChargeError('CURRENCY_MISMATCH', `the order is in ${known.order.currency}`);
    if (!isSameAmount(amount, known.order.amount, currency))
      throw new OpenChargeError('AMOUNT_MISMATCH', `the order is of ${known.order.amount}`);
    return known;
  }

  /** Books and proves in one transaction. A repeat by the same payer gets the same proof. */
  #once(order: KnownOrder, payer: string, book: () => Pick<Parameters<IssuedProofs['issue']>[1], 'from' | 'to'>): SignedProof {
    return this.#parts.world.db.transaction(() => {
      const {
        txid,
        order: { id, amount, currency },
      } = this.#parts.orders.find(order.merchant, order.order.id);
      const key = `${order.key}#${payer}`;
      const issued = this.#proofs.find(key);
      if (issued) return issued;
      if (txid !== undefined) throw new OpenChargeError('INVALID_STATE', `the order ${id} is paid already`);
      const made = this.#proofs.issue(key, { ...book(), amount, currency });
      this.#parts.orders.markPaid(order, v.parse(v.object({ txid: v.string() }), made.proof).txid);
      this.#parts.outbox.announce(order.merchant, made);
      return made;
    });
  }

  #move(debit: string, { merchant, order }: KnownOrder): void {
    const credit = accountAt(this.#parts.party.ocid, merchant);
    try {
      this.#parts.world.ledger.transfer({ debit, credit, amount: payableUnits(order), kind: 'opencharge-sale' });
    } catch (error) {
      if (error instanceof InsufficientBalance) throw new OpenChargeError('INSUFFICIENT_FUNDS', 'the reserve does not hold as much');
      throw error;
    }
  }
}
