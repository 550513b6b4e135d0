import { type ErrorCode, TenderError } from '../../model/errors.ts';

/** `production` allows https on public names only. `development` also allows `http(s)://<name>.localhost[:port]`. */
export type UrlPolicy = 'production' | 'development';

const MAX_LENGTH = 2048;
// The URL parser removes tabs and newlines and converts `\` to `/`. Text that needs this was not written by a wallet.
const PLAIN = /^https?:\/\/[^\s\\/?#@]+(?:[/?][^\s\\]*)?$/i;
const CONTROL = /[\u0000-\u0020\u007f]/;
// Names that resolve on the user's own machine or network (RFC 6761, 6762, 8375 and common home routers).
const LOCAL_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|onion)$/;
const DEVELOPMENT_NAME = /^(?:[a-z0-9-]+\.)+localhost$/;

/**
 * Parses the URL of a server that a page, a payee or a wallet named.
 * @param notUrl error code for text that is not a URL: the message depends on who wrote the text. By default, that of a server's response.
 * @throws {TenderError} `notUrl`; `insecure-url` (params `host`, `why`) if it is not https, has user info or a fragment, or names this
 *   machine or a private network.
 */
export function parseServerUrl(text: string, policy: UrlPolicy, notUrl: ErrorCode = 'malformed'): URL {
  const url = parse(text, notUrl);
  const why = refusal(text, url, policy);
  if (why) throw new TenderError('insecure-url', { params: { host: url.host, why } });
  return url;
}

/** Whether `parseServerUrl` accepts the text. */
export function isServerUrl(text: string, policy: UrlPolicy): boolean {
  try {
    parseServerUrl(text, policy);
    return true;
  } catch {
    return false;
  }
}

function parse(text: string, notUrl: ErrorCode): URL {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) throw new TenderError(notUrl, { params: { what: 'url' } });
  return new URL(text);
}

function refusal(text: string, url: URL, policy: UrlPolicy): string | undefined {
  const development = policy === 'development' && DEVELOPMENT_NAME.test(url.hostname);
  if (url.protocol !== 'https:' && !(development && url.protocol === 'http:')) return 'scheme';
  if (url.username || url.password) return 'userinfo';
  if (url.hash || text.includes('#')) return 'fragment';
  if (CONTROL.test(text) || !PLAIN.test(text)) return 'spelling';
  return development ? undefined : hostRefusal(url.hostname);
}

function hostRefusal(host: string): string | undefined {
  if (host.startsWith('[')) return isPublicIpv6(host.slice(1, -1)) ? undefined : 'address';
  // The URL parser has already converted decimal, hexadecimal, octal and short IPv4 forms to four decimal numbers.
  if (/^[0-9.]+$/.test(host)) return isPublicIpv4(host) ? undefined : 'address';
  // A trailing dot is another spelling of the same name. A name without a dot belongs to a private network.
  if (host.endsWith('.') || !host.includes('.')) return 'name';
  return LOCAL_NAME.test(host) ? 'name' : undefined;
}

/** The IPv4 blocks that are not globally reachable: first address and prefix length (IANA special-purpose registry). */
const RESERVED_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

function isPublicIpv4(host: string): boolean {
  const address = ipv4Number(host);
  return !RESERVED_IPV4.some(
    ([first, prefix]) => Math.floor(address / 2 ** (32 - prefix)) === Math.floor(ipv4Number(first) / 2 ** (32 - prefix)),
  );
}

function ipv4Number(host: string): number {
  return host.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * Only global unicast (2000::/3), without the blocks that contain an IPv4 address or are for documentation. This excludes loopback,
 * link-local, unique-local, multicast, IPv4-mapped and NAT64 addresses.
 */
function isPublicIpv6(host: string): boolean {
  const [first = '', second = ''] = host.split(':');
  const block = Number.parseInt(first || '0', 16);
  if (block < 0x2000 || block > 0x3fff) return false;
  if (block === 0x2002 || block === 0x3fff) return false;
  const next = Number.parseInt(second || '0', 16);
  return !(block === 0x2001 && (next < 0x200 || next === 0xdb8));
}
