import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import type { RequestKey } from '../http/signature.ts';
import { revokeGrant, revokeToken } from './grant.ts';
import type { Grant } from './grant-state.ts';

/** Revokes a grant and its access token. Revoking the grant should revoke its tokens, but some servers do not do that. */
export async function revokeGrantAndToken(deps: HttpDeps, grant: Grant, key: RequestKey, signal: AbortSignal): Promise<void> {
  if (grant.token) await revokeToken(deps, grant.token, key, signal);
  if (grant.continuation) await revokeGrant(deps, grant.continuation, key, signal);
}

/** Runs a revocation and ignores `no-wallet`: a wallet that is no longer linked refuses our key anyway. */
export async function ignoreUnlinked(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof TenderError && thrown.code === 'no-wallet')) throw thrown;
  }
}
