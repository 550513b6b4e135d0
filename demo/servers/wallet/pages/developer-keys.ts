import { html } from 'hono/html';
import type { Account } from '../accounts.ts';
import type { WalletContext } from '../wallet-context.ts';
import { walletPage } from './layout.ts';

/** The page where an account's owner registers public keys of clients. */
export function developerKeysPage(wallet: WalletContext, account: Account, problem?: string): Promise<Response> {
  const keys = wallet.keys.list(account.user);
  const content = html`<div class="card">
    <h1>Developer keys</h1>
    <p class="muted">Apps that hold the private half of one of these keys can ask to act for
      <code>${wallet.urls.walletAddress(account)}</code>.</p>
    ${problem === undefined ? '' : html`<p role="alert" class="note">${problem}</p>`}
    <form method="post" action="/developer-keys">
      <label for="public-key">Public key</label>
      <textarea id="public-key" name="publicKey" required spellcheck="false"
        aria-describedby="public-key-help"></textarea>
      <p id="public-key-help" class="muted">A JWK, or the same in base64.</p>
      <button type="submit" class="primary">Add key</button>
    </form>
    <h2>Registered keys</h2>
    ${keys.length === 0 ? html`<p class="muted">None yet.</p>` : ''}
    <ul>
      ${keys.map(
        ({ kid, x }) =>
          html`<li>
            <p><code>${kid}</code><br /><code class="muted">${x}</code></p>
            <form method="post" action="/developer-keys/remove">
              <input type="hidden" name="kid" value="${kid}" />
              <button type="submit" aria-label="Remove ${kid}">Remove</button>
            </form>
          </li>`,
      )}
    </ul>
  </div>`;
  return walletPage(wallet, { title: 'Developer keys', user: account.user, status: problem ? 400 : 200 }, content);
}
