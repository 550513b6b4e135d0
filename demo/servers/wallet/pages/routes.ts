import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ServerEnv } from '../../../http/raw-request.ts';
import type { Jwk } from '../../../client/key.ts';
import type { Account } from '../accounts.ts';
import { decide } from '../auth/interaction.ts';
import { parsePublicKey } from '../keys.ts';
import type { WalletContext } from '../wallet-context.ts';
import { accountByUser } from '../accounts.ts';
import { accountPage } from './account.ts';
import { addKeyPage, isPressToken, keyDecidedPage, keyRefusedPage, pressToken, shownName } from './add-key.ts';
import { consentGonePage, consentPage, mayDecide } from './consent.ts';
import { developerKeysPage } from './developer-keys.ts';
import { accountWithPassword, loginPage, safePath } from './login.ts';

const COOKIE = 'session';
const BASE64URL = /^[A-Za-z0-9_-]{1,1024}$/;
type C = Context<ServerEnv>;
type LoggedIn = (c: C, account: Account) => Response | Promise<Response>;

/** The pages for users: login, account, developer keys, consent. */
export function pageRoutes(wallet: WalletContext): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  const forOwner = (work: LoggedIn) => (c: C) => {
    const user = wallet.sessions.user(getCookie(c, COOKIE));
    const account = user === undefined ? undefined : accountByUser(wallet.layout.name, user);
    if (account) return work(c, account);
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/login?next=${encodeURIComponent(pathname + search)}`);
  };

  app.get('/', (c) => c.redirect('/account'));
  app.get('/login', (c) => loginPage(wallet, safePath(c.req.query('next'))));
  app.post('/login', async (c) => logIn(wallet, c));
  app.post('/logout', (c) => {
    wallet.sessions.close(getCookie(c, COOKIE));
    return c.redirect('/login', 303);
  });
  app.get(
    '/account',
    forOwner((_c, account) => accountPage(wallet, account)),
  );
  app.get(
    '/developer-keys',
    forOwner((_c, account) => developerKeysPage(wallet, account)),
  );
  app.post(
    '/developer-keys',
    forOwner((c, account) => addKey(wallet, c, account)),
  );
  app.get(
    '/developer-keys/add',
    forOwner((c, account) => askToAddKey(wallet, c, account)),
  );
  app.post(
    '/developer-keys/add',
    forOwner((c, account) => decideOnKey(wallet, c, account)),
  );
  app.post(
    '/developer-keys/remove',
    forOwner((c, account) => removeKey(wallet, c, account)),
  );
  app.get(
    '/consent/:id/:nonce',
    forOwner((c, account) => showConsent(wallet, c, account)),
  );
  app.post(
    '/consent/:id/:nonce',
    forOwner((c, account) => takeDecision(wallet, c, account)),
  );
  return app;
}

async function logIn(wallet: WalletContext, c: C): Promise<Response> {
  const form = await c.req.formData();
  const next = safePath(field(form, 'next'));
  const account = accountWithPassword(wallet, field(form, 'user'), field(form, 'password'));
  if (!account) return loginPage(wallet, next, true);
  const secure = wallet.urls.walletOrigin.startsWith('https:');
  setCookie(c, COOKIE, wallet.sessions.open(account.user), { path: '/', httpOnly: true, secure, sameSite: 'Lax' });
  return c.redirect(next, 303);
}

async function addKey(wallet: WalletContext, c: C, account: Account): Promise<Response> {
  const key = parsePublicKey(field(await c.req.formData(), 'publicKey'));
  if (!key) return developerKeysPage(wallet, account, 'This is not an Ed25519 public key in JWK form.');
  wallet.keys.add(account.user, key);
  return c.redirect('/developer-keys', 303);
}

/** The key request of docs/wallets.md: opening the URL changes nothing. */
function askToAddKey(wallet: WalletContext, c: C, account: Account): Promise<Response> {
  const publicKey = c.req.query('publicKey') ?? '';
  const key = publicKeyIn(publicKey);
  if (!key) return keyRefusedPage(wallet, account);
  const clientName = shownName(c.req.query('name') ?? '');
  return addKeyPage(wallet, account, { publicKey, key, clientName }, pressToken(getCookie(c, COOKIE) ?? ''));
}

/** Accepts only the key format of docs/wallets.md. A private key is an error of the client and is refused. */
function publicKeyIn(text: string): Jwk | undefined {
  if (!BASE64URL.test(text) || Buffer.from(text, 'base64url').toString('utf8').includes('"d"')) return undefined;
  return parsePublicKey(text);
}

async function decideOnKey(wallet: WalletContext, c: C, account: Account): Promise<Response> {
  const form = await c.req.formData();
  const key = publicKeyIn(field(form, 'publicKey'));
  if (!key || !isPressToken(field(form, 'token'), getCookie(c, COOKIE) ?? '')) return keyRefusedPage(wallet, account);
  const isAllowed = field(form, 'decision') === 'allow';
  if (isAllowed) wallet.keys.add(account.user, key);
  return keyDecidedPage(wallet, account, isAllowed);
}

async function removeKey(wallet: WalletContext, c: C, account: Account): Promise<Response> {
  wallet.keys.remove(account.user, field(await c.req.formData(), 'kid'));
  return c.redirect('/developer-keys', 303);
}

function showConsent(wallet: WalletContext, c: C, account: Account): Promise<Response> {
  const grant = wallet.grants.byInteraction(c.req.param('id') ?? '', c.req.param('nonce') ?? '');
  return grant?.state === 'pending' ? consentPage(wallet, grant, account) : consentGonePage(wallet);
}

async function takeDecision(wallet: WalletContext, c: C, account: Account): Promise<Response> {
  const [id, nonce] = [c.req.param('id') ?? '', c.req.param('nonce') ?? ''];
  const decision = field(await c.req.formData(), 'decision');
  const grant = wallet.grants.byInteraction(id, nonce);
  if (grant?.state !== 'pending') return consentGonePage(wallet);
  if (!mayDecide(wallet, grant, account)) return consentPage(wallet, grant, account);
  decide(wallet, grant, decision === 'allow');
  return c.redirect(`${wallet.urls.authOrigin}/interact/${id}/${nonce}/finish`, 303);
}

function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
