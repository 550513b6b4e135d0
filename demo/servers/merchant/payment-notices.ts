import * as v from 'valibot';
import type { RawRequest } from '../../http/raw-request.ts';
import type { CallerCheck } from '../../opencharge/caller-check.ts';
import type { Directory } from '../../opencharge/directory.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { MERCHANT, MERCHANT_GATEWAY } from '../../opencharge/parties.ts';
import { checkProof, genuineProof } from '../../opencharge/proof-check.ts';
import { jsonOf, orderSchema, parsed, signedProofSchema } from '../../opencharge/wire.ts';
import type { Database } from '../../storage/database.ts';
import type { MerchantOrders } from './merchant-orders.ts';

export interface NoticeParts {
  readonly db: Database;
  readonly callers: CallerCheck;
  readonly directory: Directory;
  readonly orders: MerchantOrders;
}

/** `POST /transfer/webhook`: the only way in which an order becomes paid. The same notice may come again. */
export async function takeNotice({ db, callers, directory, orders }: NoticeParts, raw: RawRequest): Promise<string> {
  await callers.callerOf(raw);
  const proof = await genuineProof(directory, parsed(signedProofSchema, jsonOf(raw.body)));
  const known = orders.get(proof.to.reference ?? '');
  if (!known) throw new OpenChargeError('ORDER_NOT_FOUND', 'there is no such order');
  const { accepts, amount, currency, createdAt: since } = v.parse(orderSchema, known.order);
  checkProof(proof, { issuers: accepts, payees: [MERCHANT, MERCHANT_GATEWAY], reference: known.id, amount, currency, since });
  const { txid } = proof;
  db.transaction(() => {
    const current = orders.get(known.id) ?? known;
    const paid = orders.paidBy(txid);
    if (paid !== undefined && paid !== known.id) throw new OpenChargeError('INVALID_PROOF', 'this transaction paid another order');
    if (current.status === 'paid' && current.txid !== txid)
      throw new OpenChargeError('INVALID_STATE', 'the order was paid by another transaction');
    if (current.status === 'waiting') orders.markPaid(current, txid);
  });
  return txid;
}
