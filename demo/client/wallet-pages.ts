import type { WorldFetch } from '../http/world-fetch.ts';
import { PageSession } from './page-session.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Registers a public key on a wallet's developer keys page with its forms. */
export async function registerKey(fetch: WorldFetch, walletOrigin: string, login: Login, publicKey: string): Promise<void> {
  const session = new PageSession(fetch);
  await session.submit(`${walletOrigin}/login`, { ...login, next: '/developer-keys' });
  const { text } = await session.submit(`${walletOrigin}/developer-keys`, { publicKey });
  if (text.includes('role="alert"')) throw new Error('the wallet refused the key');
}

/**
 * Gives consent on a wallet's pages with their forms, as a user would: from the grant's `interact.redirect` through the login to the finish
 * redirect, whose URL it returns.
 */
export async function giveConsent(
  fetch: WorldFetch,
  redirect: string,
  finishUri: string,
  { login, allow }: { login: Login; allow: boolean },
): Promise<URL> {
  const session = new PageSession(fetch);
  const atFinish = (url: string) => url.startsWith(finishUri);
  let page = await session.open(redirect, atFinish);
  if (new URL(page.url).pathname === '/login') {
    const next = new URL(page.url).searchParams.get('next') ?? '/';
    page = await session.submit(new URL('/login', page.url).href, { ...login, next }, atFinish);
  }
  if (!atFinish(page.url)) page = await session.submit(page.url, { decision: allow ? 'allow' : 'decline' }, atFinish);
  if (!atFinish(page.url)) throw new Error(`consent ended at ${page.url}`);
  return new URL(page.url);
}
