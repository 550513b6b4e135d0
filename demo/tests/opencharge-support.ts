import * as v from 'valibot';
import { purchase } from '../client/bare-client.ts';
import type { World } from '../world.ts';
import { person } from './support.ts';

const sessionSchema = v.object({
  opencharge: v.literal('0.1'),
  session_id: v.string(),
  status: v.picklist(['open', 'paying', 'completed', 'cancelled', 'expired']),
  merchantOcid: v.string(),
  gatewayOcid: v.string(),
  order: v.looseObject({ id: v.string(), amount: v.string() }),
  signature: v.string(),
  urls: v.object({ success: v.string(), cancel: v.string() }),
  expires_at: v.number(),
  incomingPayment: v.string(),
});
export type Session = v.InferOutput<typeof sessionSchema>;

const signedProofSchema = v.object({
  proof: v.object({
    txid: v.string(),
    issuer: v.string(),
    from: v.object({ ocid: v.string(), reference: v.optional(v.string()) }),
    to: v.object({ ocid: v.string(), reference: v.string() }),
    amount: v.string(),
    currency: v.string(),
    timestamp: v.number(),
  }),
  signature: v.string(),
});
export type SignedProof = v.InferOutput<typeof signedProofSchema>;

/** What a shopper's software reads of a session. */
export async function readSession(world: World, sessionId: string): Promise<Session> {
  return v.parse(sessionSchema, await (await world.fetch(sessionUrl(world, sessionId))).json());
}

export async function readProof(world: World, sessionId: string): Promise<SignedProof> {
  return v.parse(signedProofSchema, await (await world.fetch(`${sessionUrl(world, sessionId)}/proof`)).json());
}

export function sessionUrl(world: World, sessionId: string): string {
  return `${world.hosts.origin('paymentgateway')}/opencharge/checkout/sessions/${sessionId}`;
}

/** Pays a session's incoming payment from the customer's wallet. */
export async function paySession(world: World, sessionId: string): Promise<void> {
  const { incomingPayment } = await readSession(world, sessionId);
  const { key, login } = await person(world, 'cloudninebank', 'customer');
  await purchase({ fetch: world.fetch, key, login, walletAddress: world.walletAddress('cloudninebank', 'customer'), incomingPayment });
}

/** Reads a session until its state is the one that is waited for; gives up with the test's own time. */
export async function untilStatus(world: World, sessionId: string, status: Session['status']): Promise<Session> {
  for (;;) {
    const session = await readSession(world, sessionId);
    if (session.status === status) return session;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export async function untilPaid(world: World, orderId: string): Promise<void> {
  while (world.openCharge.orderStatus(orderId) !== 'paid') await new Promise((resolve) => setTimeout(resolve, 40));
}

/** Waits until the books of all parties agree. */
export async function untilBooksAgree(world: World): Promise<void> {
  while (world.openCharge.check().length > 0) await new Promise((resolve) => setTimeout(resolve, 40));
}

/** Sends a request that a party signed. */
export function signedPost(
  world: World,
  ocid: string,
  url: string,
  message: unknown,
  changes: { timestamp?: number; nonce?: string; sent?: string } = {},
): Promise<Response> {
  const body = JSON.stringify(message);
  const headers = world.openCharge.headers(ocid, { method: 'POST', url, body }, changes);
  return world.fetch(url, { method: 'POST', headers, body: changes.sent ?? body });
}

/** Status and code of an answer. */
export async function answerOf(response: Response): Promise<[number, string | undefined]> {
  const body: unknown = await response.json();
  const parsed = v.safeParse(v.object({ error: v.object({ code: v.string(), message: v.string() }) }), body);
  return [response.status, parsed.success ? parsed.output.error.code : undefined];
}
