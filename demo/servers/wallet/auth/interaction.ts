import { createHash, randomUUID } from 'node:crypto';
import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from 'hono';
import type { ServerEnv } from '../../../http/raw-request.ts';
import { AuthError } from '../errors.ts';
import type { WalletContext } from '../wallet-context.ts';
import { acceptedPage } from '../pages/accepted-page.ts';
import type { GrantRecord } from './grant-store.ts';

const COOKIE = 'interaction';

/** `GET /interact/ID/NONCE`: the user arrives from the client and is redirected to the consent page. */
export function startInteraction(wallet: WalletContext, c: Context<ServerEnv>, id: string, nonce: string): Response {
  const grant = knownInteraction(wallet, id, nonce);
  if (grant.state !== 'pending') return redirectToClient(grant, { result: 'invalid_interaction', message: 'interaction not active' });
  const session = randomUUID();
  wallet.grants.save({ ...grant, interaction: { ...grant.interaction, session } });
  const secure = wallet.urls.authOrigin.startsWith('https:');
  setCookie(c, COOKIE, session, { path: '/', httpOnly: true, secure });
  return c.redirect(`${wallet.urls.walletOrigin}/consent/${id}/${nonce}`);
}

/** `GET /interact/ID/NONCE/finish`: the user has decided and is redirected to the client. */
export function finishInteraction(wallet: WalletContext, c: Context<ServerEnv>, id: string, nonce: string): Response {
  const grant = knownInteraction(wallet, id, nonce);
  const session = getCookie(c, COOKIE);
  if (session === undefined || session !== grant.interaction.session) {
    throw new AuthError(401, 'invalid_request', 'invalid session');
  }
  if (wallet.faults.take('result-grant-invalid', c.env.raw)) return redirectToClient(grant, { result: 'grant_invalid' });
  if (wallet.faults.take('result-grant-rejected', c.env.raw)) {
    wallet.grants.save({ ...grant, state: 'rejected' });
    return redirectToClient(grant, { result: 'grant_rejected' });
  }
  if (isExpired(wallet, grant)) {
    return redirectToClient(grant, { result: 'invalid_interaction', message: 'interaction expired' });
  }
  // The finish page may be requested twice and gives the same response.
  if (grant.state === 'approved' || grant.state === 'issued') return approved(wallet, c, grant);
  if (grant.state === 'rejected') return redirectToClient(grant, { result: 'grant_rejected' });
  return redirectToClient(grant, { result: 'invalid_interaction', message: 'interaction not finished' });
}

/** Records the user's decision. The consent page calls this for the account's owner only. */
export function decide(wallet: WalletContext, grant: GrantRecord, allow: boolean): void {
  if (grant.state !== 'pending' || isExpired(wallet, grant)) {
    throw new AuthError(400, 'invalid_interaction', 'interaction not active');
  }
  wallet.grants.save({ ...grant, state: allow ? 'approved' : 'rejected' });
}

/** The hash that binds the redirect to the grant request (RFC 9635, section 4.2.3), in padded base64 like existing wallets. */
export function interactionHash(clientNonce: string, serverNonce: string, ref: string, grantEndpoint: string): string {
  return createHash('sha256').update([clientNonce, serverNonce, ref, grantEndpoint].join('\n')).digest('base64');
}

type InteractiveGrant = GrantRecord & { interaction: NonNullable<GrantRecord['interaction']> };

function approved(wallet: WalletContext, c: Context<ServerEnv>, grant: InteractiveGrant): Response {
  const { ref, serverNonce, finish } = grant.interaction;
  if (!finish) return acceptedPage(wallet);
  if (wallet.faults.take('bare-plus', c.env.raw)) return approvedWithBarePlus(wallet, grant);
  const wrong = wallet.faults.take('wrong-hash', c.env.raw) !== undefined;
  const hash = interactionHash(finish.nonce, serverNonce, wrong ? randomUUID() : ref, wallet.urls.authServer);
  return redirectToClient(grant, { hash, interact_ref: ref });
}

/** Like wallets that write the base64 hash into the query unescaped: a parser reads its `+` as a space. */
function approvedWithBarePlus(wallet: WalletContext, grant: InteractiveGrant): Response {
  const { serverNonce, finish } = grant.interaction;
  for (;;) {
    const ref = randomUUID();
    const hash = interactionHash(finish?.nonce ?? '', serverNonce, ref, wallet.urls.authServer);
    if (!hash.includes('+')) continue;
    wallet.grants.save({ ...grant, interaction: { ...grant.interaction, ref } });
    return new Response(null, { status: 302, headers: { location: `${finish?.uri}?hash=${hash}&interact_ref=${ref}` } });
  }
}

function redirectToClient(grant: InteractiveGrant, parameters: Record<string, string>): Response {
  const { finish } = grant.interaction;
  if (!finish) return Response.json(parameters, { status: 202 });
  const uri = new URL(finish.uri);
  for (const [name, value] of Object.entries(parameters)) uri.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { location: uri.href } });
}

function knownInteraction(wallet: WalletContext, id: string, nonce: string): InteractiveGrant {
  const grant = wallet.grants.byInteraction(id, nonce);
  if (!grant?.interaction) throw new AuthError(404, 'unknown_interaction', 'unknown interaction');
  return { ...grant, interaction: grant.interaction };
}

function isExpired({ timing }: WalletContext, grant: GrantRecord): boolean {
  return Date.now() > grant.createdAt + timing.interactionMs;
}
