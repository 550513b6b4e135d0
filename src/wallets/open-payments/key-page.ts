import type { PublicKey } from './key.ts';
import { toBase64 } from './key.ts';
import { providerOf } from './providers.ts';

/** The page where the wallet's owner adds a client's public key. */
export interface KeyPage {
  readonly url: string;
  readonly host: string;
  /**
   * `asks`: the page reads the key from its URL and asks the owner for confirmation (docs/wallets.md); `paste`: the owner pastes the key
   * into the page; `site`: the page is unknown and this is the wallet's web site.
   */
  readonly kind: 'asks' | 'paste' | 'site';
  /** The key in the format that the page accepts. */
  readonly key: string;
}

/** Placeholders in a key page's URL template: the key and the client's name. */
const KEY_PLACEHOLDER = '{publicKey}';
const NAME_PLACEHOLDER = '{name}';
const PLACEHOLDER = /[{}]/;

/**
 * The key page of a wallet.
 * @param announced the `key_page` of the wallet's host. It has precedence over the data file, which may be older.
 */
export function keyPageOf(address: string, key: PublicKey, clientName: string, announced?: string): KeyPage {
  const { host, origin } = new URL(address);
  const provider = providerOf(host);
  const page = announced ?? provider?.keyPage;
  const pasted = provider?.keyForm === 'jwk' ? JSON.stringify(key) : toBase64(key);
  if (page === undefined) return { url: `${origin}/`, host, kind: 'site', key: pasted };
  const url = fill(page, key, clientName);
  return { url, host: new URL(url).host, kind: page.includes(KEY_PLACEHOLDER) ? 'asks' : 'paste', key: pasted };
}

/**
 * Whether the template's URL may be opened after its placeholders are replaced: they are in the query only, and there are no unknown ones.
 */
export function isKeyPageTemplate(text: string): boolean {
  if (text.length > 1024) return false;
  const [beforeQuery, query] = splitAtQuery(text);
  if (PLACEHOLDER.test(beforeQuery) || /[{}]/.test(query.replaceAll(KEY_PLACEHOLDER, '').replaceAll(NAME_PLACEHOLDER, ''))) return false;
  return URL.canParse(withoutPlaceholders(text));
}

/** The template as a URL without placeholders, for the check of its policy. */
export function withoutPlaceholders(template: string): string {
  return template.replaceAll(KEY_PLACEHOLDER, '').replaceAll(NAME_PLACEHOLDER, '');
}

/** The JWK's JSON in base64url without padding (RFC 4648, section 5), as docs/wallets.md defines it. */
export function toBase64Url(key: PublicKey): string {
  return toBase64(key).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fill(template: string, key: PublicKey, clientName: string): string {
  return template.replaceAll(KEY_PLACEHOLDER, toBase64Url(key)).replaceAll(NAME_PLACEHOLDER, encodeURIComponent(clientName));
}

function splitAtQuery(text: string): readonly [string, string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}
