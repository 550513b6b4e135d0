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

/** The order that a proof must match. */
export interface ProvenOrder {
  readonly order: Order;
  /** The merchant's signature over the order. */
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

/** The protocol's tolerance for differences between clocks. */
const CLOCK_TOLERANCE = 300_000;

/**
 * Reads the proof of payment from the gateway and verifies its content, issuer and signature.
 * @returns the signed order and the signed proof.
 * @throws {TenderError} `proof-missing` if there is none yet or it cannot be verified now; `proof-invalid` (params `what`) if it does not
 *   match the order or its signature is invalid; `aborted`.
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
  /** The canonical JSON that was signed. */
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

/** The first field of a proof that does not match the order. */
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

/** The gateway has been paid, so every error of reading or verifying means: read again later. */
function missing(cause: unknown, signal: AbortSignal): TenderError {
  if (signal.aborted) return new TenderError('aborted', { cause });
  return new TenderError('proof-missing', { cause });
}

function invalid(what: string): TenderError {
  return new TenderError('proof-invalid', { params: { what } });
}
