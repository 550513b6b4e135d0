import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { Collection } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import { OpenChargeError } from './error.ts';
import type { Party } from './parties.ts';
import { nowSeconds, type Proof, type SignedProof } from './wire.ts';

const issuedSchema = v.object({ proof: v.looseObject({ txid: v.string() }), signature: v.string() });

/** The proofs that a party issued, one for each key: whoever asks again gets the same one. */
export class IssuedProofs {
  readonly #party: Party;
  readonly #byKey: Collection<typeof issuedSchema>;
  readonly #byTxid: Collection<typeof issuedSchema>;

  constructor(db: Database, server: string, party: Party) {
    this.#party = party;
    this.#byKey = new Collection(db, `${server}/proofs`, issuedSchema);
    this.#byTxid = new Collection(db, `${server}/transactions`, issuedSchema);
  }

  find(key: string): SignedProof | undefined {
    return this.#byKey.get(key);
  }

  /** `GET /verify/TXID`. */
  verify(txid: string): SignedProof {
    const issued = this.#byTxid.get(txid);
    if (!issued) throw new OpenChargeError('TXID_NOT_FOUND', `no transaction ${txid}`);
    return issued;
  }

  /** Signs a proof and keeps it; call it in the transaction that books the movement. */
  issue(key: string, fields: Omit<Proof, 'txid' | 'issuer' | 'timestamp'>): SignedProof {
    const proof = { txid: `tx_${randomUUID()}`, issuer: this.#party.ocid, timestamp: nowSeconds(), ...fields };
    const issued = { proof, signature: this.#party.sign(proof) };
    this.#byKey.put(key, '', issued);
    this.#byTxid.put(proof.txid, '', issued);
    return issued;
  }
}
