import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import * as v from 'valibot';
import { pageStyle } from '../../page-style.ts';
import { orderSchema, type Order } from '../../opencharge/wire.ts';
import { accounts } from '../wallet/accounts.ts';
import { hostedPageScript } from './hosted-page-script.ts';
import { statusOf, type CheckoutSession, type SessionStatus } from './sessions.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const COLOUR = '#6a3fb5';

const words: Readonly<Record<SessionStatus, string>> = {
  open: 'Waiting for your payment',
  paying: 'Your money has arrived; the shop is being told',
  completed: 'Paid',
  cancelled: 'Cancelled. Nothing was paid.',
  expired: 'This checkout has expired. Nothing was paid.',
};

export interface HostedPageOptions {
  readonly walletOrigin: string;
  readonly isFrameable: boolean;
  /** Said above the form, after an attempt that failed. */
  readonly problem?: string | undefined;
}

/** The gateway's checkout page, which needs no extension. */
export function hostedPage(session: CheckoutSession, { walletOrigin, isFrameable, problem }: HostedPageOptions): Promise<Response> {
  const order = v.parse(orderSchema, session.order);
  const status = statusOf(session);
  const isOpen = status === 'open';
  const content = html`<div class="card" id="checkout" data-session="${session.id}" data-status="${status}">
      <p class="muted">${session.merchantName} · OCID ${session.merchant}</p>
      <p class="amount">${order.currency} ${order.amount}</p>
      ${itemTable(order)}
      <p class="muted">Order ${order.id}, to be paid until
        <time datetime="${time(session)}">${time(session).slice(0, 16).replace('T', ' ')} UTC</time></p>
      <p id="status" role="status" class="note">${words[status]}</p>
      ${problem === undefined ? '' : html`<p role="alert" class="note">${problem}</p>`}
      ${isOpen ? waysToPay(session, walletOrigin) : ''}
      <p><a id="return" href="${status === 'cancelled' || status === 'expired' ? session.urls.cancel : session.urls.success}"
        ${isOpen || status === 'paying' ? 'hidden' : ''}>Back to ${session.merchantName}</a></p>
    </div>
    <script>${raw(hostedPageScript)}</script>`;
  return page({ merchant: session.merchant, title: `Pay ${session.merchantName}`, isFrameable }, content);
}

function itemTable({ items = [] }: Order): Markup {
  return html`<table>
    ${items.map(
      ({ name, quantity, price }) =>
        html`<tr>
          <td>${name.slice(0, 200)}</td>
          <td class="number">${quantity} × ${price}</td>
        </tr>`,
    )}
  </table>`;
}

function waysToPay({ id, incomingPayment }: CheckoutSession, walletOrigin: string): Markup {
  const payers = accounts.filter(({ opening }) => opening > 0n).map(({ wallet, user }) => `${wallet}/${user}`);
  return html`<div id="ways">
    <form method="post" action="/checkout/${id}/pay">
      <label for="wallet">Your wallet address</label>
      <input id="wallet" name="walletAddress" type="url" required value="${walletOrigin}/customer" />
      <p class="muted">Your wallet asks for your consent. In this demonstration: ${payers.join(', ')}; the password is <b>demo</b>.</p>
      <div class="actions">
        <button type="submit" class="primary" id="pay">Pay with this wallet</button>
        <button type="submit" id="cancel" formaction="/checkout/${id}/cancel" formnovalidate>Cancel</button>
      </div>
    </form>
    <p class="muted">Or pay this incoming payment from any Open Payments wallet:<br /><code id="incoming-payment">${incomingPayment}</code></p>
  </div>`;
}

export function missingSessionPage(): Promise<Response> {
  const content = html`<div class="card"><h1>Not found</h1><p>There is no such checkout.</p></div>`;
  return page({ title: 'Not found', isFrameable: false, status: 404 }, content);
}

function time({ expiresAt }: CheckoutSession): string {
  return new Date(expiresAt * 1_000).toISOString();
}

interface PageOptions {
  readonly title: string;
  /** For software of the shopper's: whose checkout this is. */
  readonly merchant?: string;
  readonly isFrameable: boolean;
  readonly status?: number;
}

async function page({ title, merchant, isFrameable, status = 200 }: PageOptions, content: Markup): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${merchant === undefined ? '' : html`<meta name="opencharge" content="${merchant}" />`}
        <title>${title} – Lantern Pay</title>
        <link rel="icon" href="data:," />
        <style>${raw(pageStyle(COLOUR))}</style>
      </head>
      <body>
        <header><span class="mark" aria-hidden="true"></span><strong>Lantern Pay</strong></header>
        <main class="narrow">${content}</main>
      </body>
    </html>`;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  return new Response(text.toString(), {
    status,
    headers: isFrameable ? headers : { ...headers, 'content-security-policy': "frame-ancestors 'none'" },
  });
}
