import * as v from 'valibot';
import type { HttpDeps } from '../http/deps.ts';
import { call } from '../http/http.ts';
import { isServerUrl } from '../http/url-policy.ts';
import { sameSite } from '../http/urls.ts';

const announcement = v.object({ key_page: v.pipe(v.string(), v.maxLength(1024)) });

/**
 * The `key_page` that a wallet address's host announces in `/.well-known/open-payments` (docs/wallets.md): an address, perhaps with places to
 * fill. Nothing where it announces none, none that may be opened, or one of another site: whose page it is, the user has to be able to tell.
 * @param asAddress the announced text as a plain address, or nothing for what is no template.
 */
export async function readKeyPage(
  deps: HttpDeps,
  walletAddress: string,
  asAddress: (text: string) => string | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const url = new URL('/.well-known/open-payments', walletAddress).href;
  const answer = await call(deps, { method: 'GET', url, signal }, announcement).catch(() => undefined);
  const address = answer && asAddress(answer.key_page);
  if (address === undefined || !isServerUrl(address, deps.policy) || !sameSite(address, walletAddress)) return undefined;
  return answer?.key_page;
}
