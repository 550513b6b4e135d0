import { html, raw } from 'hono/html';
import { encodeQR } from 'qr';
import { amountOf, formatAmount } from '../../money/amount.ts';
import { lineTable, page, pictureOf, type Markup } from './pages.ts';
import type { Presentation } from './product.ts';
import { totalOf, type Product } from './product.ts';
import { waitingScript } from './waiting-script.ts';

export interface Presented {
  readonly product: Product;
  readonly presentation: Exclude<Presentation, 'request'>;
  readonly orderId: string;
  /** URL of the invoice or incoming payment of the order. */
  readonly address: string;
}

/** A product whose page shows where to pay and waits until its server reports the payment. */
export function presentedPage(presented: Presented): Promise<Response> {
  const { product, presentation, orderId, address } = presented;
  const content = html`<div class="card">
      ${pictureOf(product)}
      <h1>${product.name}</h1>
      <p class="muted">${product.description}</p>
      ${lineTable(product)}
      <div class="actions" id="offer">${offers[presentation](presented)}</div>
      <p id="status" role="status" aria-live="polite" data-order="${orderId}">Waiting for payment</p>
      <p><a id="order" href="/orders/${orderId}" hidden>Your order</a></p>
    </div>
    <script>${raw(waitingScript)}</script>`;
  const head = html`<link rel="facilitated-payment" href="${address}" /><link rel="payment" href="${address}" />`;
  return page({ title: product.name, width: 'narrow', ...(presentation === 'link' ? { head } : {}) }, content);
}

const offers: Readonly<Record<Presented['presentation'], (presented: Presented) => Markup>> = {
  link: ({ product, address }) => html`<a id="payable" class="button primary" href="${address}">${payWords(product)}</a>`,
  button: ({ product, address }) =>
    html`<button id="pay" class="primary" type="button" data-payable="${address}">${payWords(product)}</button>`,
  // Dark modules on a light background with a quiet zone, also in dark pages: decoders need it.
  qr: ({ address }) =>
    html`<img id="qr" alt="QR code with what is to be paid" src="${encodeQR(address, 'data-url', { ecc: 'medium', border: 4, scale: 6 })}" />`,
  text: ({ address }) =>
    html`<div>
      <p>Pay at this address:<br /><code id="payable">${address}</code></p>
      <button id="copy" type="button">Copy</button>
    </div>`,
};

function payWords(product: Product): string {
  return `Pay ${formatAmount(amountOf(totalOf(product), product.asset))}`;
}
