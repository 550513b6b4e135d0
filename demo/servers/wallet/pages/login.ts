import { html } from 'hono/html';
import { accounts, type Account } from '../accounts.ts';
import type { WalletContext } from '../wallet-context.ts';
import { walletPage } from './layout.ts';

/** The redirect target after the login: a path of this host, never another site. */
export function safePath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/account';
}

/** The account with this user name and password. */
export function accountWithPassword({ layout }: WalletContext, user: string, password: string): Account | undefined {
  return accounts.find((account) => account.wallet === layout.name && account.user === user && account.password === password);
}

/** The login page. In the demo it also lists the accounts and their passwords. */
export function loginPage(wallet: WalletContext, next: string, failed = false): Promise<Response> {
  const local = accounts.filter((account) => account.wallet === wallet.layout.name);
  const content = html`<div class="card">
    <h1>Log in</h1>
    ${failed ? html`<p role="alert" class="note">User name or password is wrong.</p>` : ''}
    <form method="post" action="/login">
      <input type="hidden" name="next" value="${next}" />
      <label for="user">User name</label>
      <input id="user" name="user" autocomplete="username" required autofocus />
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
      <div class="actions"><button type="submit" class="primary">Log in</button></div>
    </form>
    <p class="muted">This bank is a demonstration. Everyone's password is <b>demo</b>:
      ${local.map(({ user }) => user).join(', ')}.</p>
  </div>`;
  return walletPage(wallet, { title: 'Log in', status: failed ? 401 : 200 }, content);
}
