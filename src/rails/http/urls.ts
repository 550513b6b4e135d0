/** The host of a URL for messages; the truncated text if it is not a URL. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 60);
}

/** The URL of a path under a server's base URL, with or without a final slash. */
export function endpointUrl(base: string, path: string): string {
  return `${base.replace(/(?<!\/)\/+$/, '')}/${path}`;
}

export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

/** Whether two URLs name the same resource. The scheme and the host are case-insensitive, and `%7E` equals `~`. */
export function sameResource(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && unescaped(new URL(a).href) === unescaped(new URL(b).href);
}

/** Decodes the escapes of unreserved characters (RFC 3986, section 6.2.2.2): letters, digits, `-`, `.`, `_` and `~`. */
function unescaped(text: string): string {
  return text.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}

/** Whether two URLs name the same wallet address: servers ignore case, a trailing slash, and the difference of `%7E` and `~`. */
export function sameWalletAddress(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && addressKey(a) === addressKey(b);
}

function addressKey(text: string): string {
  const url = new URL(text);
  return `${url.origin}${unescaped(url.pathname)
    .replace(/(?<!\/)\/+$/, '')
    .toLowerCase()}`;
}

/** Whether `url` has the origin of `base` and a path below its path. */
export function isUnder(url: string, base: string): boolean {
  if (!sameOrigin(url, base)) return false;
  const root = unescaped(new URL(base).pathname).replace(/(?<!\/)\/+$/, '');
  return unescaped(new URL(url).pathname).startsWith(`${root}/`);
}

/** The last path segment of a resource's URL, which is its id. */
export function lastSegment(url: string): string {
  return new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '';
}

// Second-level names under which countries register sites of different owners (`bank.co.uk`).
const SHARED_SECOND_LEVEL = /^(?:ac|co|com|edu|gob|gov|go|ltd|me|mil|ne|net|nom|or|org|plc|sch)$/;

/**
 * The registrable part of a host name: the last two labels, or three under a country's shared second level. An estimate (the public suffix
 * list has 200 kB): sufficient to compare a consent page's host with the wallet's, not for isolation.
 */
export function siteOf(host: string): string {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const isShared = labels.length > 2 && top.length === 2 && SHARED_SECOND_LEVEL.test(second);
  return labels.slice(isShared ? -3 : -2).join('.');
}

/** Whether two URLs are of the same site. IP addresses must be equal. */
export function sameSite(a: string, b: string): boolean {
  const [one, other] = [new URL(a).hostname, new URL(b).hostname];
  if (one === other) return true;
  const isAddress = /^[0-9.]+$|^\[/.test(one);
  return !isAddress && siteOf(one) === siteOf(other);
}
