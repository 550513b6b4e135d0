import type { RawRequest } from '../../../http/raw-request.ts';
import { AuthError } from '../errors.ts';
import type { WalletContext } from '../wallet-context.ts';
import { requireSignedBy } from './client-check.ts';
import { tokenField } from './grant-replies.ts';
import type { GrantRecord, TokenRecord } from './grant-store.ts';

/** `POST /token/ID`: rotates a token, also after its expiry. The old value is not valid any more. */
export async function rotateToken(wallet: WalletContext, raw: RawRequest, manageId: string): Promise<Response> {
  const { grant } = managed(wallet, manageId);
  await requireSignedBy(wallet, raw, grant.client);
  const token = wallet.grants.tokenByManageId(manageId);
  if (!token) throw new AuthError(404, 'invalid_rotation', 'invalid access token');
  wallet.grants.revokeToken(token);
  const next = wallet.grants.issueToken(grant.id, wallet.timing.tokenSeconds);
  return Response.json({ access_token: tokenField(wallet, grant, next, raw) });
}

/** `DELETE /token/ID`: the client revokes the token. */
export async function revokeToken(wallet: WalletContext, raw: RawRequest, manageId: string): Promise<Response> {
  const { grant, token } = managed(wallet, manageId);
  await requireSignedBy(wallet, raw, grant.client);
  wallet.grants.revokeToken(token);
  return new Response(null, { status: 204 });
}

function managed(wallet: WalletContext, manageId: string): { grant: GrantRecord; token: TokenRecord } {
  const token = wallet.grants.tokenByManageId(manageId);
  const grant = token && wallet.grants.get(token.grantId);
  if (!token || !grant) throw new AuthError(401, 'invalid_client', 'invalid access token');
  return { grant, token };
}
