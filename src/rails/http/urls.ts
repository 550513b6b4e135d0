/** The host of a URL for messages; the text itself, cut, where it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 60);
}

/** The address of a collection or endpoint under a server's base, which may end in a slash or not. */
export function under(base: string, path: string): string {
  return `${base.replace(/(?<!\/)\/+$/, '')}/${path}`;
}

export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

/** True for two spellings of one resource's URL: scheme and host in any case, `%7E` for `~`, the rest exactly. */
export function sameResource(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && unescaped(new URL(a).href) === unescaped(new URL(b).href);
}

/** Without escapes that do not change the meaning (RFC 3986, section 6.2.2.2): of letters, digits, `-`, `.`, `_` and `~`. */
function unescaped(text: string): string {
  return text.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escape.toUpperCase();
  });
}

/** True for two spellings of one wallet address: servers take any case, a trailing slash, and `%7E` for `~`. */
export function sameWalletAddress(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && addressKey(a) === addressKey(b);
}

function addressKey(text: string): string {
  const url = new URL(text);
  return `${url.origin}${unescaped(url.pathname)
    .replace(/(?<!\/)\/+$/, '')
    .toLowerCase()}`;
}

/** True when `url` lies under `base`: same origin, and the path goes on from the base's. */
export function isUnder(url: string, base: string): boolean {
  if (!sameOrigin(url, base)) return false;
  const root = unescaped(new URL(base).pathname).replace(/(?<!\/)\/+$/, '');
  return unescaped(new URL(url).pathname).startsWith(`${root}/`);
}

/** The last path segment of a resource's URL: the id by which its server knows it. */
export function lastSegment(url: string): string {
  return new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? '';
}

// Second-level names under which countries register sites of different owners (`bank.co.uk`).
const SHARED_SECOND_LEVEL = /^(?:ac|co|com|edu|gob|gov|go|ltd|me|mil|ne|net|nom|or|org|plc|sch)$/;

/**
 * The part of a host name that one owner is likely to hold: the last two labels, or three under a country's shared second level. An
 * estimate (the true list is 200 kB): good for telling a wallet's own consent page from a stranger's, not for isolation.
 */
export function siteOf(host: string): string {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const isShared = labels.length > 2 && top.length === 2 && SHARED_SECOND_LEVEL.test(second);
  return labels.slice(isShared ? -3 : -2).join('.');
}

/** True when two URLs are of one site; IP addresses only when they are the same. */
export function sameSite(a: string, b: string): boolean {
  const [one, other] = [new URL(a).hostname, new URL(b).hostname];
  if (one === other) return true;
  const isAddress = /^[0-9.]+$|^\[/.test(one);
  return !isAddress && siteOf(one) === siteOf(other);
}
