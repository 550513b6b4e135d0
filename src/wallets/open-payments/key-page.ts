import type { PublicKey } from './key.ts';
import { toBase64 } from './key.ts';
import { providerOf } from './providers.ts';

/** Where the owner of a wallet gives it a client's public key. */
export interface KeyPage {
  readonly url: string;
  readonly host: string;
  /**
   * `asks`: the page takes the key from its address and asks its owner one question (docs/wallets.md); `paste`: the page where the key is
   * pasted; `site`: the page is not known, so this is only the wallet's site.
   */
  readonly kind: 'asks' | 'paste' | 'site';
  /** The key in the form that the page takes. */
  readonly key: string;
}

/** The place of the key in a key page's address, and of the client's name. */
const KEY_PLACE = '{publicKey}';
const NAME_PLACE = '{name}';
const PLACE = /[{}]/;

/**
 * The key page of a wallet.
 * @param announced what the wallet's own host announces (`key_page`); it counts before the data file, which may be older.
 */
export function keyPageOf(address: string, key: PublicKey, clientName: string, announced?: string): KeyPage {
  const { host, origin } = new URL(address);
  const provider = providerOf(host);
  const page = announced ?? provider?.keyPage;
  const pasted = provider?.keyForm === 'jwk' ? JSON.stringify(key) : toBase64(key);
  if (page === undefined) return { url: `${origin}/`, host, kind: 'site', key: pasted };
  const url = fill(page, key, clientName);
  return { url, host: new URL(url).host, kind: page.includes(KEY_PLACE) ? 'asks' : 'paste', key: pasted };
}

/** True for an address that may be opened once its places are filled: they stand in the query only, and there are no others. */
export function isKeyPageTemplate(text: string): boolean {
  if (text.length > 1024) return false;
  const [beforeQuery, query] = splitAtQuery(text);
  if (PLACE.test(beforeQuery) || /[{}]/.test(query.replaceAll(KEY_PLACE, '').replaceAll(NAME_PLACE, ''))) return false;
  return URL.canParse(withoutPlaces(text));
}

/** The template as an address that its policy can be checked with. */
export function withoutPlaces(template: string): string {
  return template.replaceAll(KEY_PLACE, '').replaceAll(NAME_PLACE, '');
}

/** The JWK's JSON in base64url without padding (RFC 4648, section 5), as the convention has it. */
export function toBase64Url(key: PublicKey): string {
  return toBase64(key).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fill(template: string, key: PublicKey, clientName: string): string {
  return template.replaceAll(KEY_PLACE, toBase64Url(key)).replaceAll(NAME_PLACE, encodeURIComponent(clientName));
}

function splitAtQuery(text: string): readonly [string, string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}
