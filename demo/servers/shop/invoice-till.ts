import * as v from 'valibot';
import { merchantByUser, type Merchant } from '../acquirer/merchants.ts';
import type { Hosts } from '../../hosts.ts';
import { RequestFailed } from '../../client/open-payments-client.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { Order } from './orders.ts';
import { totalOf, type Product } from './product.ts';
import { unitsSchema, type Payable, type Takings, type Till } from './till.ts';

const LIFETIME_MS = 60 * 60 * 1_000;

const invoiceSchema = v.object({
  received: unitsSchema,
  asset: v.object({ code: v.string(), scale: v.number() }),
  status: v.picklist(['pending', 'paid', 'expired']),
});

/** Payment by invoices at the acquirer. Only the shop's server knows the bearer token. */
export class InvoiceTill implements Till {
  readonly #fetch: WorldFetch;
  readonly #hosts: Hosts;
  readonly #merchant: Merchant;

  constructor(fetch: WorldFetch, hosts: Hosts, user: string) {
    const merchant = merchantByUser(user);
    if (!merchant) throw new Error(`no merchant ${user}`);
    this.#fetch = fetch;
    this.#hosts = hosts;
    this.#merchant = merchant;
  }

  /** The order's id is the idempotency key, so that a repeated call creates no second invoice. */
  async open(product: Product, orderId: string): Promise<Payable> {
    const url = `${this.#hosts.origin('acquirer')}/invoices`;
    const { user, token } = this.#merchant;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': orderId };
    const body = JSON.stringify({
      subject: `$${this.#hosts.host('acquirer')}/${user}`,
      asset: product.asset,
      amount: totalOf(product).toString(),
      description: `${product.name}, order ${orderId.slice(0, 8)}`,
      expiresAt: new Date(Date.now() + LIFETIME_MS).toISOString(),
    });
    const response = await this.#fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status !== 201 || location === null) {
      throw new RequestFailed({ method: 'POST', url }, response.status, await response.text());
    }
    return { invoice: location };
  }

  async takings({ invoice: url }: Order, product: Product): Promise<Takings | undefined> {
    if (url === undefined) return undefined;
    const response = await this.#fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual' });
    if (response.status !== 200 && response.status !== 410) {
      throw new RequestFailed({ method: 'GET', url }, response.status, await response.text());
    }
    const invoice = v.parse(invoiceSchema, await response.json());
    const { asset, received, status } = invoice;
    if (asset.code !== product.asset.code || asset.scale !== product.asset.scale) return undefined;
    return { received, isFull: status === 'paid' && received >= totalOf(product) };
  }
}
