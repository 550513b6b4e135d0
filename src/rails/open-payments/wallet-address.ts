import type { Asset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import { call } from '../http/http.ts';
import { redirectTarget } from '../http/redirect.ts';
import { Refusal } from '../http/refusal.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { hostOf, sameWalletAddress } from '../http/urls.ts';
import type { WalletAddressAnswer } from './wire.ts';
import { walletAddressAnswer } from './wire.ts';

/** A wallet address as its server describes it. `publicName` is untrusted text. */
export interface WalletAddress {
  /** The canonical spelling of the address. All requests use it. */
  readonly id: string;
  readonly publicName?: string;
  readonly asset: Asset;
  readonly authServer: string;
  readonly resourceServer: string;
}

const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;

/**
 * Converts what users write to a wallet address URL: `https://…`, a payment pointer `$host/path` (`$host` alone means `/.well-known/pay`),
 * or `host/path`.
 * @throws {TenderError} `not-a-wallet-address` if it is none of these, `insecure-url` if the policy refuses it.
 */
export function normaliseWalletAddress(text: string, policy: UrlPolicy): string {
  const trimmed = text.trim();
  const written = withScheme(trimmed, policy);
  // The URL parser accepts almost every text as a host, including spaces and exclamation marks.
  if (!URL.canParse(written) || !HOST.test(new URL(written).hostname)) {
    throw new TenderError('not-a-wallet-address', { params: { host: trimmed.slice(0, 60) } });
  }
  const url = parseServerUrl(written, policy, 'not-a-wallet-address');
  if (url.search) throw new TenderError('not-a-wallet-address', { params: { host: url.host } });
  if (trimmed.startsWith('$') && url.pathname === '/') url.pathname = '/.well-known/pay';
  return url.href;
}

function withScheme(text: string, policy: UrlPolicy): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const bare = text.replace(/^\$/, '');
  const isLocal = policy === 'development' && /^[^/]+\.localhost(?::\d+)?(?:\/|$)/.test(bare);
  return `${isLocal ? 'http' : 'https'}://${bare}`;
}

/**
 * Reads a wallet address from its server.
 * @param url a URL from `normaliseWalletAddress`.
 * @throws {TenderError} `not-a-wallet-address` if the server answers with something else (see `cause`), `redirected` if the canonical
 *   address is another one, `insecure-url` if the policy refuses its servers, and the errors of `call`.
 */
export async function readWalletAddress(deps: HttpDeps, url: string, signal: AbortSignal): Promise<WalletAddress> {
  const answer = await readAnswer(deps, url, signal);
  if (!sameWalletAddress(answer.id, url)) throw new TenderError('redirected', { params: { host: hostOf(url), to: hostOf(answer.id) } });
  return walletAddressOf(answer, deps.policy);
}

/** A custom domain, the provider's domain and the wallet. More redirects are a loop. */
const MAX_REDIRECTS = 3;

/**
 * Finds the wallet address that a user named. It may be at another address: the target of a redirect, or the `id` in the answer. That
 * address must satisfy the URL policy, and its own answer must have the same `id`.
 * @throws {TenderError} `redirected` after too many redirects, and the errors of `readWalletAddress` and `redirectTarget`.
 */
export async function findWalletAddress(deps: HttpDeps, url: string, signal: AbortSignal): Promise<WalletAddress> {
  let at = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await readAnswer(deps, at, signal).catch((thrown: unknown) => {
      if (thrown instanceof TenderError && thrown.code === 'redirected') return undefined;
      throw thrown;
    });
    if (answer && sameWalletAddress(answer.id, at)) return walletAddressOf(answer, deps.policy);
    at = normaliseWalletAddress(answer?.id ?? (await redirectTarget(deps, at, signal)), deps.policy);
  }
  throw new TenderError('redirected', { params: { host: hostOf(url), to: hostOf(at) } });
}

async function readAnswer(deps: HttpDeps, url: string, signal: AbortSignal): Promise<WalletAddressAnswer> {
  return await call(deps, { method: 'GET', url, signal }, walletAddressAnswer).catch((thrown: unknown) => {
    throw isNoWalletAddress(thrown) ? new TenderError('not-a-wallet-address', { params: { host: hostOf(url) }, cause: thrown }) : thrown;
  });
}

function walletAddressOf(answer: WalletAddressAnswer, policy: UrlPolicy): WalletAddress {
  for (const server of [answer.id, answer.authServer, answer.resourceServer]) parseServerUrl(server, policy);
  return {
    id: answer.id,
    asset: { code: answer.assetCode, scale: answer.assetScale },
    authServer: answer.authServer,
    resourceServer: answer.resourceServer,
    ...(answer.publicName ? { publicName: answer.publicName } : {}),
  };
}

function isNoWalletAddress(thrown: unknown): boolean {
  if (thrown instanceof Refusal) return thrown.facts.status < 500 && thrown.facts.status !== 429;
  return thrown instanceof TenderError && ['not-json', 'malformed', 'too-large'].includes(thrown.code);
}
