import { TenderError } from '../../model/errors.ts';
import { fromAnyBase64, randomText, sameBytes } from '../http/bytes.ts';
import type { Grant } from './grant-state.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { hostOf, sameSite } from '../http/urls.ts';

/** A new finish URI and the nonce for its hash. Both are unguessable and used for one grant only. */
export function newInteraction(finishUrl: string): { finishUri: string; nonce: string } {
  return { finishUri: new URL(randomText(), finishUrl).href, nonce: randomText() };
}

/** The `interact` field of a grant request (RFC 9635, section 2.5). */
export function toInteractRequest({ finishUri, nonce }: { finishUri: string; nonce: string }): object {
  return { start: ['redirect'], finish: { method: 'redirect', uri: finishUri, nonce } };
}

/**
 * Checks the URL of the consent page. Wallets serve it on the authorization server's origin or on another host of their site.
 * @param servers URLs of the wallet's servers, whose sites are accepted.
 * @throws {TenderError} `consent-elsewhere` with the `host` if it is on another site; `insecure-url`.
 */
export function checkRedirect(redirect: string, servers: readonly string[], policy: UrlPolicy): void {
  const url = parseServerUrl(redirect, policy);
  if (servers.some((server) => sameSite(url.href, server))) return;
  throw new TenderError('consent-elsewhere', { params: { host: url.host, wallet: hostOf(servers[0] ?? '') } });
}

/** Whether `url` is this grant's finish URI. The query is ignored. */
export function isFinishUri(finishUri: string, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const [back, expected] = [new URL(url), new URL(finishUri)];
  return back.origin === expected.origin && back.pathname === expected.pathname && !back.username && !back.password;
}

/**
 * Reads the interaction reference from the finish redirect, after its hash proves that the wallet wrote it (RFC 9635, section 4.2.3).
 * @throws {TenderError} `consent-denied`, `consent-expired`, or `consent-forged` if the URL is not this grant's, or its hash is missing,
 *   duplicated or wrong.
 */
export async function readFinishRedirect(grant: Pick<Grant, 'endpoint' | 'interaction'>, returnUrl: string): Promise<string> {
  const { interaction, endpoint } = grant;
  if (!interaction || !isFinishUri(interaction.finishUri, returnUrl)) throw forged(endpoint);
  const query = new URL(returnUrl).searchParams;
  const refs = spellingsOf(only(query, 'interact_ref'));
  const result = only(query, 'result');
  if (refs.length === 0 && result)
    throw new TenderError(DENIALS.has(result) ? 'consent-denied' : 'consent-expired', { params: { host: hostOf(endpoint) } });
  const hash = fromAnyBase64((only(query, 'hash') ?? '').replaceAll(' ', '+'));
  if (hash) for (const ref of refs) if (await isHash(hash, { ...interaction, ref, endpoint })) return ref;
  throw forged(endpoint);
}

/**
 * Some wallets write `+` into the query unescaped, others write it as `%20`; a query parser reads `+` as a space. Base64 has no spaces. A
 * reference may contain either character; the hash shows which one is right.
 */
function spellingsOf(ref: string | undefined): readonly string[] {
  return ref ? [...new Set([ref, ref.replaceAll(' ', '+')])] : [];
}

const DENIALS: ReadonlySet<string> = new Set(['grant_rejected', 'request_denied', 'user_denied', 'access_denied']);

function forged(endpoint: string): TenderError {
  return new TenderError('consent-forged', { params: { host: hostOf(endpoint) } });
}

/** A parameter's value when there is exactly one. */
function only(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

interface HashParts {
  readonly nonce: string;
  readonly serverNonce: string;
  readonly ref: string;
  readonly endpoint: string;
}

/** Servers compute the hash over the endpoint as it is configured there, with or without the final slash of the URL that we request. */
async function isHash(hash: Uint8Array, parts: HashParts): Promise<boolean> {
  const bare = parts.endpoint.replace(/(?<!\/)\/+$/, '');
  let found = false;
  for (const endpoint of new Set([parts.endpoint, bare, `${bare}/`])) {
    if (sameBytes(hash, await interactionHash({ ...parts, endpoint }))) found = true;
  }
  return found;
}

/** SHA-256 over the two nonces, the reference and the grant endpoint, separated by newlines (RFC 9635, section 4.2.3). */
export async function interactionHash({ nonce, serverNonce, ref, endpoint }: HashParts): Promise<Uint8Array> {
  const base = [nonce, serverNonce, ref, endpoint].join('\n');
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(base)));
}
