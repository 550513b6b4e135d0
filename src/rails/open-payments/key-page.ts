import * as v from 'valibot';
import type { HttpDeps } from '../http/deps.ts';
import { call } from '../http/http.ts';
import { isServerUrl } from '../http/url-policy.ts';
import { sameSite } from '../http/urls.ts';

const announcement = v.object({ key_page: v.pipe(v.string(), v.maxLength(1024)) });

/**
 * Reads the `key_page` that a wallet address's host announces in `/.well-known/open-payments` (docs/wallets.md): a URL or a URL template.
 * Undefined if there is none, if it is not allowed, or if it is on another site: the user must be able to see whose page it is.
 * @param asAddress returns the announced text as a URL without placeholders, or undefined if it is not a valid template.
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
