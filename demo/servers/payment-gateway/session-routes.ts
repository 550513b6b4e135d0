import { Hono } from 'hono';
import * as v from 'valibot';
import type { RawRequest, ServerEnv } from '../../http/raw-request.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import type { Party } from '../../opencharge/parties.ts';
import { nowSeconds, type SignedProof } from '../../opencharge/wire.ts';
import type { WorldParts } from '../server.ts';
import type { Cashier } from '../shop/cashier.ts';
import { servedProof } from './served-proof.ts';
import { statusOf, type CheckoutSession, type SessionStore } from './sessions.ts';
import type { Watcher } from './watcher.ts';

export interface SessionParts {
  readonly world: WorldParts;
  readonly party: Party;
  readonly sessions: SessionStore;
  readonly watcher: Watcher;
  readonly cashier: Cashier;
}

const NO_STORE = { 'cache-control': 'no-store' };

/** What a shopper's software asks of a session. Who knows its id may read it; nobody can change more than to cancel it. */
export function sessionRoutes(parts: SessionParts): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.get('/:id', async (c) => {
    const { id } = existing(parts, c.req.param('id'));
    await parts.watcher.look(id);
    return c.json(sessionView(parts, existing(parts, id), c.env.raw), 200, NO_STORE);
  });
  app.get('/:id/proof', (c) => c.json(proofOf(parts, existing(parts, c.req.param('id')), c.env.raw), 200, NO_STORE));
  app.post('/:id/cancel', async (c) => {
    await cancelSession(parts, existing(parts, c.req.param('id')));
    return new Response(null, { status: 204 });
  });
  return app;
}

/** The session of an id. Throws `SESSION_NOT_FOUND`. */
export function existing({ sessions }: Pick<SessionParts, 'sessions'>, id: string): CheckoutSession {
  const session = sessions.get(id);
  if (!session) throw new OpenChargeError('SESSION_NOT_FOUND', 'there is no such session');
  return session;
}

function sessionView({ party, world: { faults } }: SessionParts, session: CheckoutSession, raw: RawRequest) {
  const { id, merchant, merchantGateway, signature, expiresAt, incomingPayment } = session;
  const order = faults.take('session-other-amount', raw) ? { ...v.parse(v.looseObject({}), session.order), amount: '0.01' } : session.order;
  const to = faults.take('urls-retargeted', raw)?.to;
  return {
    opencharge: '0.1',
    session_id: id,
    status: faults.take('completes-unpaid', raw) ? 'completed' : statusOf(session),
    merchantOcid: merchant,
    gatewayOcid: party.ocid,
    merchantGatewayOcid: merchantGateway,
    order,
    signature,
    urls: to === undefined ? session.urls : { success: to, cancel: to },
    expires_at: expiresAt,
    incomingPayment,
  };
}

function proofOf({ world, party }: SessionParts, session: CheckoutSession, raw: RawRequest): SignedProof {
  if (world.faults.take('completes-unpaid', raw)) return inventedProof(party, session);
  const { settled } = session;
  if (!settled || world.faults.take('proof-late', raw)) throw new OpenChargeError('TXID_NOT_FOUND', 'there is no proof yet');
  return servedProof(world, raw, settled);
}

/** What a gateway that lies would sign for a session that nobody paid. */
function inventedProof(party: Party, session: CheckoutSession): SignedProof {
  const { amount, currency } = v.parse(v.object({ amount: v.string(), currency: v.string() }), session.order);
  const proof = {
    txid: `tx_${session.id}`,
    issuer: party.ocid,
    from: { ocid: party.ocid },
    to: { ocid: session.merchant, reference: session.orderId },
    amount,
    currency,
    timestamp: nowSeconds(),
  };
  return { proof, signature: party.sign(proof) };
}

/**
 * Ends a session that nobody has paid into. The incoming payment is closed at the wallet first, so that nothing can
 * come in after the answer.
 */
export async function cancelSession(
  { cashier, sessions, watcher, world }: SessionParts,
  { id, incomingPayment }: CheckoutSession,
): Promise<void> {
  await watcher.look(id);
  const session = existing({ sessions }, id);
  if (session.state === 'cancelled' || session.state === 'expired') return;
  if (statusOf(session) !== 'open') throw new OpenChargeError('INVALID_STATE', 'money has arrived for this session');
  // Refused where it is closed already: what counts is what is read after.
  await cashier.complete(incomingPayment).catch(() => undefined);
  const { receivedAmount, completed } = await cashier.read(incomingPayment);
  const isUnpaid = receivedAmount.value === '0';
  if (isUnpaid && !completed) throw new OpenChargeError('INVALID_STATE', 'the incoming payment cannot be closed now');
  world.db.transaction(() => {
    const current = existing({ sessions }, id);
    if (isUnpaid && current.state === 'open') sessions.save({ ...current, state: 'cancelled' });
  });
  if (!isUnpaid) throw new OpenChargeError('INVALID_STATE', 'money has arrived for this session');
}
