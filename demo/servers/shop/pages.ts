import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { amountOf, formatAmount } from '../../money/amount.ts';
import { pageStyle } from '../../page-style.ts';
import { checkoutScript } from './checkout-script.ts';
import type { Order } from './orders.ts';
import { pictureSvg } from './pictures.ts';
import { presentedProducts } from './presented-products.ts';
import { shelvedProducts } from './products.ts';
import { totalOf, type Line, type Product } from './product.ts';
import { addressOf } from './till.ts';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const COLOUR = '#0d7a5f';

/** The front page with the products. */
export function shelfPage(): Promise<Response> {
  const content = html`<h1>Good things, paid your way</h1>
    <div class="grid">
      ${shelvedProducts()
        .filter((product) => !presentedProducts.includes(product))
        .map(tile)}
    </div>
    <h2>One thing, many ways to pay</h2>
    <div class="grid">${presentedProducts.map(tile)}</div>`;
  return page({ title: 'Shop', width: 'wide' }, content);
}

function tile(product: Product): Markup {
  return html`<a class="card tile" href="/products/${product.id}">
    ${pictureOf(product)}
    <strong>${product.name}</strong>
    <p class="muted">${product.description}</p>
    <p>${price(product, totalOf(product))}</p>
  </a>`;
}

/** A product with its checkout. */
export function productPage(product: Product): Promise<Response> {
  const content = html`<div class="card">
      ${pictureOf(product)}
      <h1>${product.name}</h1>
      <p class="muted">${product.description}</p>
      ${lineTable(product)}
      <div class="actions">
        <button id="pay" class="primary" type="button" data-product="${product.id}">Pay with your wallet</button>
      </div>
      <p id="status" role="status" aria-live="polite"></p>
      <p><a id="order" href="/" hidden>Your order</a></p>
    </div>
    <script>${raw(checkoutScript)}</script>`;
  return page({ title: product.name, width: 'narrow' }, content);
}

export function pictureOf({ picture }: Product): Markup {
  return html`<div class="picture" aria-hidden="true">${raw(pictureSvg(picture))}</div>`;
}

/** The items of a total. */
export function lineTable(product: Product): Markup {
  return html`<table>
    ${product.lines.map(
      ({ label, value }: Line) =>
        html`<tr>
          <td>${label.slice(0, 80)}</td>
          <td class="number">${price(product, value)}</td>
        </tr>`,
    )}
    <tr>
      <th>Total</th>
      <th class="number" id="total">${price(product, totalOf(product))}</th>
    </tr>
  </table>`;
}

/** The order as the shop's server knows it. */
export function orderPage(order: Order, product: Product): Promise<Response> {
  const content = html`<div class="card">
    <h1>Order</h1>
    <dl>
      <dt>Number</dt><dd><code>${order.id}</code></dd>
      <dt>Item</dt><dd>${product.name}</dd>
      <dt>Price</dt><dd>${price(product, totalOf(product))}</dd>
      <dt>${order.invoice === undefined ? 'Incoming payment' : 'Invoice'}</dt><dd><code>${addressOf(order) ?? 'none'}</code></dd>
    </dl>
    <p id="status" role="status" class="note">${order.status === 'paid' ? 'Paid' : 'Waiting for payment'}</p>
    <p><a href="/">Back to the shop</a></p>
  </div>`;
  return page({ title: 'Order', width: 'narrow' }, content);
}

export function missingPage(): Promise<Response> {
  const content = html`<div class="card"><h1>Not found</h1><p><a href="/">To the shop</a></p></div>`;
  return page({ title: 'Not found', width: 'narrow', status: 404 }, content);
}

function price({ asset }: Product, value: bigint): string {
  return value < 0n ? `− ${formatAmount(amountOf(-value, asset))}` : formatAmount(amountOf(value, asset));
}

export interface PageOptions {
  readonly title: string;
  readonly width: 'narrow' | 'wide';
  readonly status?: number;
  /** Additional content of the page's head. */
  readonly head?: Markup;
}

/** One of the shop's pages. */
export async function page({ title, width, status = 200, head }: PageOptions, content: Markup): Promise<Response> {
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Happy Feet</title>
        <link rel="icon" href="data:," />
        ${head ?? ''}
        <style>${raw(pageStyle(COLOUR))}</style>
      </head>
      <body>
        <header>
          <span class="mark" aria-hidden="true"></span><strong>Happy Feet</strong>
          <nav aria-label="Shop"><a href="/">All products</a></nav>
        </header>
        <main class="${width}">${content}</main>
      </body>
    </html>`;
  return new Response(text.toString(), { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
