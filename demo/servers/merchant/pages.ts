import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { pageStyle } from '../../page-style.ts';
import type { OrderRecord } from './merchant-orders.ts';
import { merchantScript } from './merchant-script.ts';
import { products, type Product } from './products.ts';

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const COLOUR = '#3b5bdb';

export function frontPage(): Promise<Response> {
  const content = html`<h1>Orders that we sign</h1>
    <div class="grid">
      ${products.map(
        ({ id, name, description, amount }) =>
          html`<a class="card tile" href="/products/${id}">
            <strong>${name}</strong>
            <p class="muted">${description}</p>
            <p>USD ${amount}</p>
          </a>`,
      )}
    </div>`;
  return page('Shop', 'wide', content);
}

export function productPage({ id, name, description, quantity, price, amount }: Product): Promise<Response> {
  const content = html`<div class="card">
      <h1>${name}</h1>
      <p class="muted">${description}</p>
      <p>${quantity} × USD ${price}</p>
      <p class="amount" id="total">USD ${amount}</p>
      <div class="actions">
        <button id="pay" class="primary" type="button" data-product="${id}">Pay with your wallet</button>
        <button id="hosted" type="button">Hosted checkout</button>
      </div>
      <p id="status" role="status" aria-live="polite"></p>
    </div>
    <script>${raw(merchantScript)}</script>`;
  return page(name, 'narrow', content);
}

/** Where the shopper comes back to. What it says of the order is what the merchant's server knows. */
export function returnPage(kind: 'success' | 'cancel', order: OrderRecord): Promise<Response> {
  const isPaid = order.status === 'paid';
  const waiting = kind === 'success' ? 'Waiting for the confirmation of your payment' : 'Not paid';
  const content = html`<div class="card">
      <h1>${kind === 'success' ? 'Thank you' : 'Checkout cancelled'}</h1>
      <p class="muted">Order <code>${order.id}</code></p>
      <p id="status" role="status" class="note" data-order="${order.id}">${isPaid ? 'Paid' : waiting}</p>
      <p><a href="/">Back to the shop</a></p>
    </div>
    <script>${raw(merchantScript)}</script>`;
  return page(kind === 'success' ? 'Thank you' : 'Cancelled', 'narrow', content);
}

export function missingPage(): Promise<Response> {
  return page('Not found', 'narrow', html`<div class="card"><h1>Not found</h1><p><a href="/">To the shop</a></p></div>`, 404);
}

async function page(title: string, width: 'narrow' | 'wide', content: Markup, status = 200): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Merchant Store</title>
        <link rel="icon" href="data:," />
        <style>${raw(pageStyle(COLOUR))}</style>
      </head>
      <body>
        <header>
          <span class="mark" aria-hidden="true"></span><strong>Merchant Store</strong>
          <nav aria-label="Shop"><a href="/">All products</a></nav>
        </header>
        <main class="${width}">${content}</main>
      </body>
    </html>`;
  return new Response(text.toString(), { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
