import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { pageStyle } from '../../../page-style.ts';
import type { WalletContext } from '../wallet-context.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageOptions {
  readonly title: string;
  /** The logged-in user, for the navigation. */
  readonly user?: string | undefined;
  readonly status?: number;
}

/** A page of the wallet. It must not be framed: otherwise a shop could place a button over "Allow" (clickjacking). */
export async function walletPage({ layout }: WalletContext, options: PageOptions, content: Markup): Promise<Response> {
  const { title, user, status = 200 } = options;
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${layout.title}</title>
        <link rel="icon" href="data:," />
        <style>${raw(pageStyle(layout.colour))}</style>
      </head>
      <body>
        <header>
          <span class="mark" aria-hidden="true"></span><strong>${layout.title}</strong>
          ${user === undefined ? '' : navigation(user)}
        </header>
        <main class="narrow">${content}</main>
      </body>
    </html>`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "frame-ancestors 'none'",
  };
  return new Response(page.toString(), { status, headers });
}

function navigation(user: string): Markup {
  return html`<nav aria-label="Account">
    <span class="muted">${user}</span>
    <a href="/account">Account</a>
    <a href="/developer-keys">Developer keys</a>
    <form method="post" action="/logout"><button type="submit">Log out</button></form>
  </nav>`;
}
