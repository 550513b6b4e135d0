import type { ErrorCode } from '../../model/errors.ts';
import { TenderError } from '../../model/errors.ts';
import type { Uplink } from '../../stream/index.ts';
import { BtpUplink, HttpUplink, UplinkError } from '../../stream/index.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { hostOf } from '../http/urls.ts';
import type { InvoiceDeps, UplinkAccess } from './deps.ts';

const OPEN_TIMEOUT = 10_000;

/**
 * Parses the URL of an account's server: `wss:` for BTP, `https:` for ILP over HTTP. The URL policy applies.
 * @throws {TenderError} `not-a-server-address` or `insecure-url`.
 */
export function parseUplinkUrl(text: string, policy: UrlPolicy): Pick<UplinkAccess, 'protocol' | 'url'> {
  const isSocket = /^wss?:\/\//i.test(text);
  const { href } = parseServerUrl(isSocket ? text.replace(/^ws/i, 'http') : text, policy, 'not-a-server-address');
  return isSocket ? { protocol: 'btp', url: href.replace(/^http/, 'ws') } : { protocol: 'http', url: href };
}

/**
 * Opens the uplink to an account at a connector. The secret is sent in the first message or in a header, never in the URL.
 * @throws {TenderError} `unreachable`, `uplink-refused`, `aborted`.
 */
export async function openUplink(
  { fetch, openSocket }: Pick<InvoiceDeps, 'fetch' | 'openSocket'>,
  { protocol, url, username, secret }: UplinkAccess,
  wanted: AbortSignal,
): Promise<Uplink> {
  if (protocol === 'http') return new HttpUplink({ url, secret, fetch });
  const signal = AbortSignal.any([wanted, AbortSignal.timeout(OPEN_TIMEOUT)]);
  try {
    const named = username === undefined ? {} : { username };
    return await BtpUplink.open({ url, secret, signal, ...named, ...(openSocket ? { openSocket } : {}) });
  } catch (thrown) {
    if (wanted.aborted) throw new TenderError('aborted', { cause: thrown });
    throw explainUplink(url, thrown);
  }
}

/** Maps an uplink's error to the error for the user. */
export function explainUplink(url: string, thrown: unknown): TenderError {
  const isRefusal = thrown instanceof UplinkError && thrown.kind === 'unauthorized';
  const code: ErrorCode = isRefusal ? 'uplink-refused' : 'unreachable';
  return new TenderError(code, { params: { host: hostOf(url) }, cause: thrown });
}
