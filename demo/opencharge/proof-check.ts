import { currencyScales, unitsOf } from './decimal.ts';
import type { Directory } from './directory.ts';
import { OpenChargeError } from './error.ts';
import { isSignedObject } from './signature.ts';
import { nowSeconds, parsed, proofSchema, type Proof, type SignedProof } from './wire.ts';

const TOLERANCE_SECONDS = 300;

/** What a proof has to prove. */
export interface Expected {
  readonly issuers: readonly string[];
  /** Who may have been paid. */
  readonly payees: readonly string[];
  /** What it was paid for. */
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  /** When the payment was asked for, in seconds. */
  readonly since: number;
}

/** Reads a proof and checks that its issuer signed it. */
export async function genuineProof(directory: Directory, { proof, signature }: SignedProof): Promise<Proof> {
  const read = parsed(proofSchema, proof);
  const isGenuine = await directory.verifies(read.issuer, (publicKey) => isSignedObject(proof, signature, publicKey));
  if (!isGenuine) throw new OpenChargeError('PROOF_SIGNATURE_INVALID', `the proof is not signed by ${read.issuer}`);
  return read;
}

/** Throws where a genuine proof proves something else. Whether its txid is new is for the caller to see. */
export function checkProof(proof: Proof, expected: Expected): void {
  const { issuer, to, amount, currency, timestamp } = proof;
  if (!expected.issuers.includes(issuer)) throw new OpenChargeError('ISSUER_NOT_ACCEPTED', `proofs of ${issuer} are not accepted`);
  if (!expected.payees.includes(to.ocid)) throw new OpenChargeError('INVALID_PROOF', `the payee is ${to.ocid}`);
  if (to.reference !== expected.reference) throw new OpenChargeError('INVALID_PROOF', 'it was paid for something else');
  if (currency !== expected.currency) throw new OpenChargeError('CURRENCY_MISMATCH', `${currency} is not ${expected.currency}`);
  if (!isSameAmount(amount, expected.amount, currency)) throw new OpenChargeError('AMOUNT_MISMATCH', `${amount} is not ${expected.amount}`);
  if (timestamp < expected.since - TOLERANCE_SECONDS || timestamp > nowSeconds() + TOLERANCE_SECONDS) {
    throw new OpenChargeError('INVALID_PROOF', 'it is from another time');
  }
}

/** Whether two decimals are the same amount, however many zeros they end in. */
export function isSameAmount(one: string, other: string, currency: string): boolean {
  const scale = currencyScales[currency] ?? 18;
  const units = unitsOf(one, scale);
  return units !== undefined && units === unitsOf(other, scale);
}
