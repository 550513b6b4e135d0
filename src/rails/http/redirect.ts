import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from './deps.ts';
import { parseServerUrl } from './url-policy.ts';

const TIMEOUT = 10_000;

/**
 * Where a server's redirects lead in the end. Nothing of the answer is read: the caller then requests that address itself, without redirects.
 *
 * A browser does not expose the single hops of a redirect: with `redirect: 'manual'` the answer is opaque (no status, no `Location`), with
 * `follow` only the last address is known, and to watch requests (`webRequest`) is a permission that this extension does not have. So the
 * last address is held to our policy here, and the hops before it to what the browser enforces at each of them: https, by the `connect-src`
 * of our Content Security Policy, so a certificate that it trusts, which nobody gives for a reserved IP address or a name of a private
 * network (CA/Browser Forum, Baseline Requirements 4.2.2): there no request is sent. Each hop is a GET without cookies or referrer, and
 * nothing of its answer is read. Only for addresses that a user names, never for one that a page or a server does.
 * @throws {TenderError} `unreachable`, `timeout` or `aborted` with `params.host`; `insecure-url` for an end that we do not call.
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
