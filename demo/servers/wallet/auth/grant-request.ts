import * as v from 'valibot';
import { jwkSchema } from '../../../client/key.ts';
import type { RawRequest } from '../../../http/raw-request.ts';
import { CALLER_HEADER } from '../../../http/request-log.ts';
import { clientName, type GrantClient } from '../client-keys.ts';
import { AuthError } from '../errors.ts';
import { parseBody } from '../replies.ts';
import type { WalletContext } from '../wallet-context.ts';
import { accessSchema, needsInteraction, type Access } from './access.ts';
import { requireSignedBy } from './client-check.ts';
import { continueField, tokenField } from './grant-replies.ts';

const requestSchema = v.object({
  access_token: v.optional(v.object({ access: v.array(accessSchema) })),
  subject: v.optional(v.object({ sub_ids: v.tuple([v.object({ id: v.string(), format: v.literal('uri') })]) })),
  client: v.union([v.string(), v.object({ walletAddress: v.string() }), v.object({ jwk: jwkSchema })]),
  interact: v.optional(
    v.object({
      start: v.array(v.literal('redirect')),
      finish: v.optional(v.object({ method: v.literal('redirect'), uri: v.string(), nonce: v.string() })),
    }),
  ),
});
type GrantRequest = v.InferOutput<typeof requestSchema>;

/** `POST /`: a client requests a grant. */
export async function requestGrant(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const request = parseRequest(wallet, raw);
  const client = typeof request.client === 'string' ? { walletAddress: request.client } : request.client;
  refuseUnnamed(wallet, raw, client);
  await requireSignedBy(wallet, raw, client);
  const access = request.access_token?.access ?? [];
  refuseTwoAmounts(access);
  access.forEach(requireInvoiceLimits);
  const interactive = request.subject !== undefined || needsInteraction(access);
  return interactive ? startInteraction(wallet, request, client, access) : issueAtOnce(wallet, raw, client, access);
}

/** Like servers without directed identity. Requests of the world's own servers are accepted: they have no other identity. */
function refuseUnnamed({ faults }: WalletContext, raw: RawRequest, client: GrantClient): void {
  if (!('jwk' in client) || raw.headers[CALLER_HEADER] !== undefined || !faults.take('jwk-refused', raw)) return;
  throw new AuthError(400, undefined, 'Received error validating OpenAPI request: body.client must be string');
}

function parseRequest(wallet: WalletContext, raw: RawRequest): GrantRequest {
  const body = parseBody(raw);
  if (!body.ok) throw new AuthError(400, undefined, 'Received error validating OpenAPI request: invalid JSON');
  const operation = { spec: 'auth-server', path: '/', method: 'post' } as const;
  const problem = wallet.specifications.requestError(operation, raw, body.value);
  if (problem !== undefined) {
    throw new AuthError(400, undefined, `Received error validating OpenAPI request: ${problem}`);
  }
  const parsed = v.safeParse(requestSchema, body.value);
  if (!parsed.success) throw new AuthError(400, 'invalid_request', parsed.issues[0].message);
  return parsed.output;
}

function refuseTwoAmounts(access: readonly Access[]): void {
  if (access.some(({ limits }) => limits?.debitAmount && limits.receiveAmount)) {
    throw new AuthError(400, 'invalid_request', 'only one access amount allowed');
  }
}

/** An access to pay an invoice must be limited to one account, one invoice and a debit. */
function requireInvoiceLimits({ type, identifier, limits }: Access): void {
  if (type !== 'invoice-payment') return;
  const { invoice, debitAmount, ...others } = limits ?? {};
  const isAmount = /^[1-9]\d*$/.test(String(debitAmount?.value));
  if (identifier === undefined || invoice === undefined || !isAmount || Object.keys(others).length > 0) {
    throw new AuthError(400, 'invalid_request', 'invoice-payment needs an identifier and the limits invoice and debitAmount');
  }
}

function issueAtOnce(wallet: WalletContext, raw: RawRequest, client: GrantClient, access: Access[]): Response {
  const grant = wallet.grants.create({
    client,
    clientName: undefined,
    access,
    subject: undefined,
    interactive: false,
    finish: undefined,
  });
  const token = wallet.grants.issueToken(grant.id, wallet.timing.tokenSeconds);
  return Response.json({
    access_token: tokenField(wallet, grant, token, raw),
    continue: continueField(wallet, grant),
  });
}

async function startInteraction(wallet: WalletContext, request: GrantRequest, client: GrantClient, access: Access[]): Promise<Response> {
  if ('jwk' in client) {
    const description = 'JWK client identifier cannot be used for interactive grants';
    throw new AuthError(400, 'invalid_client', description);
  }
  if (!request.interact) throw new AuthError(400, 'invalid_request', "missing required request field 'interact'");
  const name = await clientName(wallet.fetch, client.walletAddress);
  if (name === undefined) throw new AuthError(400, 'invalid_client', "missing required request field 'client'");
  const grant = wallet.grants.create({
    client,
    clientName: name,
    access,
    subject: request.subject?.sub_ids[0].id,
    interactive: true,
    finish: request.interact.finish,
  });
  const { id, nonce, serverNonce } = grant.interaction ?? { id: '', nonce: '', serverNonce: '' };
  const redirect = new URL(`${wallet.urls.authOrigin}/interact/${id}/${nonce}`);
  redirect.searchParams.set('clientName', name);
  redirect.searchParams.set('clientUri', client.walletAddress);
  return Response.json({
    interact: { redirect: redirect.href, finish: serverNonce },
    continue: continueField(wallet, grant, wallet.timing.wait),
  });
}
