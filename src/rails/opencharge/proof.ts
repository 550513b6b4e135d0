import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { Evidence, SignedStatement } from '../../model/evidence.ts';
import type { HttpDeps } from '../http/deps.ts';
import { shortText } from '../http/fields.ts';
import { call } from '../http/http.ts';
import { endpointUrl } from '../http/urls.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Directory } from './directory.ts';
import { currency, decimal, exactly, ocid, seconds, wholeObject } from './fields.ts';
import type { Order } from './order.ts';
import type { SessionFacts } from './state.ts';

/** What a proof has to prove. */
export interface ProvenOrder {
  readonly order: Order;
  /** The merchant's, over the order. */
  readonly signature: string;
  readonly session: SessionFacts;
}

const answer = v.object({ proof: wholeObject, signature: shortText });

const end = v.object({ ocid, reference: v.optional(shortText) });
const proof = v.object({
  txid: v.pipe(shortText, v.nonEmpty()),
  issuer: ocid,
  from: end,
  to: end,
  amount: decimal,
  currency,
  timestamp: seconds,
});
type Proof = v.InferOutput<typeof proof>;

/** How far the clocks of two parties may be apart: the protocol's own tolerance. */
const CLOCK_TOLERANCE = 300_000;

/**
 * Asks the gateway for the proof that the order is paid, and verifies it: what it says, and who says it.
 * @returns the merchant's order and the proof, as they were signed.
 * @throws {TenderError} `proof-missing` while there is none, or it cannot be verified now; `proof-invalid` (params `what`) for one that does
 *   not prove this; `aborted`.
 */
export async function readProof(
  deps: HttpDeps & { readonly directory: Directory },
  { order, signature, session }: ProvenOrder,
  signal: AbortSignal,
): Promise<readonly Evidence[]> {
  const signed = await fetchProof(deps, session, signal);
  const wrong = differenceOf(signed.proof, order, session);
  if (wrong !== undefined) throw invalid(wrong);
  const { issuer, txid } = signed.proof;
  const signer = await deps.directory.findSigner(issuer, signed.text, signed.signature, signal).catch((thrown: unknown) => {
    throw missing(thrown, signal);
  });
  if (!signer) throw invalid('signature');
  const format = 'opencharge-0.1';
  const asked: SignedStatement = {
    kind: 'signed-order',
    format,
    statement: order.text,
    signature,
    signer: session.merchant,
    reference: `${order.merchant}/${order.id}`,
  };
  const { id, name, publicKey } = signer;
  const proven: SignedStatement = {
    kind: 'signed-proof',
    format,
    statement: signed.text,
    signature: signed.signature,
    signer: { id, name, publicKey },
    reference: `${issuer}/${txid}`,
  };
  return [asked, proven];
}

interface SignedProof {
  readonly proof: Proof;
  /** The very text that was signed. */
  readonly text: string;
  readonly signature: string;
}

async function fetchProof(deps: HttpDeps, { url }: SessionFacts, signal: AbortSignal): Promise<SignedProof> {
  const request = { method: 'GET', url: endpointUrl(url, 'proof'), signal } as const;
  const read = await call(deps, request, answer).catch((thrown: unknown) => {
    throw missing(thrown, signal);
  });
  const parsed = v.safeParse(proof, read.proof);
  if (!parsed.success) throw invalid(v.getDotPath(parsed.issues[0]) ?? 'proof');
  return { proof: parsed.output, text: canonicalJson(read.proof), signature: read.signature };
}

/** The first thing in which a proof is not one of this order's payment. */
function differenceOf({ issuer, to, amount, currency: code, timestamp }: Proof, order: Order, session: SessionFacts): string | undefined {
  const at = timestamp * 1000;
  const isInTime = at >= order.createdAt - CLOCK_TOLERANCE && at <= session.expiresAt + CLOCK_TOLERANCE;
  return (
    (!order.accepts.includes(issuer) && 'issuer') ||
    (!session.recipients.includes(to.ocid) && 'to.ocid') ||
    (to.reference !== order.id && 'to.reference') ||
    (code !== order.total.currency && 'currency') ||
    (exactly(amount) !== exactly(order.total.value) && 'amount') ||
    (!isInTime && 'timestamp') ||
    undefined
  );
}

/** The payment is made: whatever keeps the proof from being read or verified now, it is asked for again. */
function missing(cause: unknown, signal: AbortSignal): TenderError {
  if (signal.aborted) return new TenderError('aborted', { cause });
  return new TenderError('proof-missing', { cause });
}

function invalid(what: string): TenderError {
  return new TenderError('proof-invalid', { params: { what } });
}
