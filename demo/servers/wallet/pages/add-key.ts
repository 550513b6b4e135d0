import { createHash, timingSafeEqual } from 'node:crypto';
import { html } from 'hono/html';
import type { Jwk } from '../../../client/key.ts';
import type { Account } from '../accounts.ts';
import type { WalletContext } from '../wallet-context.ts';
import { walletPage } from './layout.ts';

/** A client's request in the page's URL (docs/wallets.md). The name is the client's own claim. */
export interface KeyRequest {
  readonly publicKey: string;
  readonly key: Jwk;
  readonly clientName: string;
}

const LONGEST_NAME = 40;
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A client's name for display: without control or invisible characters, and truncated. */
export function shownName(name: string): string {
  return name.replace(INVISIBLE, '').trim().slice(0, LONGEST_NAME) || 'An app without a name';
}

/** Asks whether this client may request payments. Only the logged-in owner's click on this page adds the key. */
export function addKeyPage(
  wallet: WalletContext,
  account: Account,
  { publicKey, key, clientName }: KeyRequest,
  token: string,
): Promise<Response> {
  const content = html`<div class="card">
    <h1>May this app ask for payments?</h1>
    <p>It says that it is <b>“${clientName}”</b>. The bank does not know whether that is true.</p>
    <p>It will be able to ask for payments from your account. Each one still needs your yes here, unless you give it an allowance.</p>
    <dl>
      <dt>Your account</dt><dd>${wallet.urls.walletAddress(account)}</dd>
      <dt>Its key</dt><dd><code>${key.kid}</code><br /><code class="muted">${key.x}</code></dd>
    </dl>
    <p class="note">Say yes only if you have just pressed a button in that app yourself.</p>
    <form method="post" action="/developer-keys/add">
      <input type="hidden" name="publicKey" value="${publicKey}" />
      <input type="hidden" name="token" value="${token}" />
      <div class="actions">
        <button type="submit" name="decision" value="allow" class="primary">Yes, allow it</button>
        <button type="submit" name="decision" value="decline">No</button>
      </div>
    </form>
  </div>`;
  return walletPage(wallet, { title: 'May this app ask?', user: account.user }, content);
}

/** The result. */
export function keyDecidedPage(wallet: WalletContext, account: Account, isAdded: boolean): Promise<Response> {
  const content = html`<div class="card">
    <h1>${isAdded ? 'Done' : 'Nothing was added'}</h1>
    <p>${isAdded ? 'The app may ask for payments now. Go back to it: it notices by itself.' : 'The app cannot ask for payments.'}</p>
    <p><a href="/developer-keys">All keys</a></p>
  </div>`;
  return walletPage(wallet, { title: 'Keys', user: account.user }, content);
}

/** The request does not follow docs/wallets.md, or the form was not submitted from this page. */
export function keyRefusedPage(wallet: WalletContext, account: Account): Promise<Response> {
  const content = html`<div class="card">
    <h1>Nothing was added</h1>
    <p role="alert">This is no request for a key that the bank understands. Go back to the app and try again.</p>
  </div>`;
  return walletPage(wallet, { title: 'Keys', user: account.user, status: 400 }, content);
}

/** A CSRF token: proves that a form was submitted from a page of this session. */
export function pressToken(session: string): string {
  return createHash('sha256').update(`add-key ${session}`).digest('base64url');
}

/** Whether a form's CSRF token is the session's. */
export function isPressToken(token: string, session: string): boolean {
  const [given, wanted] = [token, pressToken(session)].map((text) => createHash('sha256').update(text).digest());
  return given !== undefined && wanted !== undefined && timingSafeEqual(given, wanted);
}
