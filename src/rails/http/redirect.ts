import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from './deps.ts';
import { parseServerUrl } from './url-policy.ts';

const TIMEOUT = 10_000;

/**
 * Returns the final URL of a server's redirects. The response is not read: the caller requests the final URL itself, without redirects.
 *
 * A browser does not expose the single redirects. With `redirect: 'manual'` the response is opaque (no status, no `Location`), with
 * `follow` only the final URL is known, and `webRequest` needs a permission that this extension does not have. So the URL policy is applied
 * to the final URL here. The browser protects the redirects before it: the `connect-src` of our Content Security Policy requires https, and
 * so a trusted certificate. No authority issues one for a reserved IP address or a name of a private network (CA/Browser Forum, Baseline
 * Requirements 4.2.2), so no request is sent there. Each request is a GET without cookies or referrer. Use this only for URLs that the user
 * entered, never for URLs from a page or a server.
 * @throws {TenderError} `unreachable`, `timeout` or `aborted` with `params.host`; `insecure-url` if the policy refuses the final URL.
 */
export async function redirectTarget(deps: HttpDeps, url: string, wanted: AbortSignal): Promise<string> {
  const { href, host } = parseServerUrl(url, deps.policy);
  const timeout = AbortSignal.timeout(deps.timeout ?? TIMEOUT);
  const { fetch } = deps;
  try {
    const response = await fetch(href, {
      headers: { accept: 'application/json' },
      redirect: 'follow',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.any([wanted, timeout]),
    });
    void response.body?.cancel().catch(() => undefined);
    return parseServerUrl(response.url, deps.policy).href;
  } catch (thrown) {
    if (thrown instanceof TenderError) throw thrown;
    const code = wanted.aborted ? 'aborted' : timeout.aborted ? 'timeout' : 'unreachable';
    throw new TenderError(code, { params: { host }, cause: thrown });
  }
}
