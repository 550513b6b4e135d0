import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { AuthError } from '../errors.ts';
import { parseBody } from '../replies.ts';
import type { WalletContext } from '../wallet-context.ts';
import { requireSignedBy } from './client-check.ts';
import { continueField, tokenField } from './grant-replies.ts';
import type { GrantRecord } from './grant-store.ts';

const bodySchema = v.optional(v.object({ interact_ref: v.optional(v.string()) }));

/** `POST /continue/ID`: the client requests its token after the user has decided. */
export async function continueGrant(wallet: WalletContext, raw: RawRequest, continueId: string): Promise<Response> {
  const grant = authenticated(wallet, raw, continueId);
  await requireSignedBy(wallet, raw, grant.client);
  const ref = interactRef(raw);
  // Read again: another request may have been processed while this one's key was fetched.
  const current = authenticated(wallet, raw, continueId);
  return ref === undefined ? poll(wallet, raw, current) : afterInteraction(wallet, raw, current, ref);
}

/** `DELETE /continue/ID`: the client revokes the grant with all its tokens. */
export async function cancelGrant(wallet: WalletContext, raw: RawRequest, continueId: string): Promise<Response> {
  const grant = authenticated(wallet, raw, continueId);
  await requireSignedBy(wallet, raw, grant.client);
  wallet.grants.revoke(authenticated(wallet, raw, continueId));
  return new Response(null, { status: 204 });
}

function afterInteraction(wallet: WalletContext, raw: RawRequest, grant: GrantRecord, ref: string): Response {
  if (grant.interaction?.ref !== ref) throw new AuthError(404, 'invalid_continuation', 'grant not found');
  if (grant.state === 'approved' || grant.state === 'pending') refuseHaste(wallet, grant.createdAt);
  if (grant.state !== 'approved') throw new AuthError(401, 'request_denied', 'grant interaction not approved');
  return issue(wallet, raw, grant);
}

function poll(wallet: WalletContext, raw: RawRequest, grant: GrantRecord): Response {
  if (!grant.interaction || grant.interaction.finish) {
    throw new AuthError(401, 'request_denied', 'grant cannot be polled');
  }
  refuseHaste(wallet, polledAt.get(grant.id) ?? grant.createdAt);
  polledAt.set(grant.id, Date.now());
  if (grant.state === 'pending') {
    return Response.json({ continue: continueField(wallet, grant, wallet.timing.wait) });
  }
  if (grant.state !== 'approved') throw new AuthError(401, 'request_denied', 'grant interaction not approved');
  return issue(wallet, raw, grant);
}

/** When each grant was last polled. Lost on restart, which only allows one early poll. */
const polledAt = new Map<string, number>();

function issue(wallet: WalletContext, raw: RawRequest, grant: GrantRecord): Response {
  wallet.grants.save({ ...grant, state: 'issued' });
  const subject = grant.subject === undefined ? undefined : { sub_ids: [{ id: grant.subject, format: 'uri' }] };
  const token = grant.access.length > 0 ? wallet.grants.issueToken(grant.id, wallet.timing.tokenSeconds) : undefined;
  return Response.json({
    ...(token ? { access_token: tokenField(wallet, grant, token, raw) } : {}),
    ...(subject ? { subject } : {}),
    continue: continueField(wallet, grant),
  });
}

function refuseHaste({ timing }: WalletContext, since: number): void {
  if (Date.now() < since + timing.wait * 1_000) {
    throw new AuthError(400, 'too_fast', 'continued grant faster than "wait" period');
  }
}

function authenticated(wallet: WalletContext, raw: RawRequest, continueId: string): GrantRecord {
  const grant = wallet.grants.byContinueId(continueId);
  const token = /^GNAP (\S+)$/.exec(raw.headers['authorization'] ?? '')?.[1];
  if (token === undefined) throw new AuthError(401, 'invalid_request', 'missing or invalid continuation token');
  if (!grant || grant.continueToken !== token || grant.state === 'revoked') {
    throw new AuthError(401, 'invalid_continuation', 'invalid continuation token');
  }
  return grant;
}

function interactRef(raw: RawRequest): string | undefined {
  const body = parseBody(raw);
  const parsed = v.safeParse(bodySchema, body.ok ? body.value : null);
  if (!parsed.success) {
    throw new AuthError(400, undefined, `Received error validating OpenAPI request: ${parsed.issues[0].message}`);
  }
  return parsed.output?.interact_ref;
}
