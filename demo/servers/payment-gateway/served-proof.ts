import * as v from 'valibot';
import type { Faults } from '../../faults.ts';
import type { RawRequest } from '../../http/raw-request.ts';
import { naiveJson } from '../../opencharge/canonical-json.ts';
import { MERCHANT, partyOf } from '../../opencharge/parties.ts';
import { createSecretKey, signObject, signText, withHighS, withWrongV } from '../../opencharge/signature.ts';
import { proofSchema, type Proof, type SignedProof } from '../../opencharge/wire.ts';
import type { WorldParts } from '../server.ts';
import type { PaymentGatewayFault } from './gateway-faults.ts';

const A_DAY = 24 * 60 * 60;

/** What each fault makes of a proof before its issuer signs it. */
const changes = {
  'proof-other-order': (proof) => ({ ...proof, to: { ...proof.to, reference: 'ord_of_somebody_else' } }),
  'proof-other-payee': (proof) => ({ ...proof, to: { ...proof.to, ocid: '501' } }),
  'proof-other-issuer': (proof) => ({ ...proof, issuer: MERCHANT }),
  'proof-other-amount': (proof) => ({ ...proof, amount: '0.01' }),
  'proof-other-currency': (proof) => ({ ...proof, currency: 'UGX' }),
  'proof-too-early': (proof) => ({ ...proof, timestamp: proof.timestamp - A_DAY }),
} as const satisfies Partial<Record<PaymentGatewayFault, (proof: Proof) => Proof>>;

/** What each fault makes of the signature. */
const signatures = {
  'proof-other-key': ({ proof }) => signObject(proof, createSecretKey()),
  'proof-naive-json': ({ proof, secretKey }) => signText(naiveJson(proof), secretKey),
  'proof-high-s': ({ signature }) => withHighS(signature),
  'proof-wrong-v': ({ signature }) => withWrongV(signature),
} as const satisfies Partial<Record<PaymentGatewayFault, (signed: { proof: Proof; signature: string; secretKey: string }) => string>>;

/** A proof as a request gets it: the kept one, or what the faults in force make of it. */
export function servedProof(world: WorldParts, raw: RawRequest, kept: SignedProof): SignedProof {
  const { faults } = world;
  const proof = v.parse(proofSchema, kept.proof);
  const change = firstOf(changes, faults, raw);
  const resigned = firstOf(signatures, faults, raw);
  if (!change && !resigned) return kept;
  const changed = change ? change(proof) : proof;
  const { secretKey } = partyOf(world, changed.issuer);
  const signature = signObject(changed, secretKey);
  return { proof: changed, signature: resigned ? resigned({ proof: changed, signature, secretKey }) : signature };
}

function firstOf<Value>(table: Readonly<Record<string, Value>>, faults: Faults, raw: RawRequest): Value | undefined {
  return Object.entries(table).find(([kind]) => faults.take(kind, raw))?.[1];
}
