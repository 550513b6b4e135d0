import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { RawRequest } from '../../http/raw-request.ts';
import { digestOf } from '../../opencharge/canonical-json.ts';
import type { Directory, KnownParty } from '../../opencharge/directory.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { checkOrder, payableUnits, type CheckedOrder } from '../../opencharge/order-check.ts';
import { jsonOf, nowSeconds, ocidSchema, orderSchema, parsed, signatureSchema } from '../../opencharge/wire.ts';
import type { WorldParts } from '../server.ts';
import type { Cashier } from '../shop/cashier.ts';
import type { CheckoutSession, SessionStore } from './sessions.ts';
import type { Settler } from './settler.ts';
import type { Watcher } from './watcher.ts';

const SESSION_SECONDS = 30 * 60;
const ASSET = { code: 'USD', scale: 2 };

const createSchema = v.object({
  order: v.unknown(),
  signature: signatureSchema,
  merchantOcid: ocidSchema,
  urls: v.object({ success: v.pipe(v.string(), v.maxLength(2_000)), cancel: v.pipe(v.string(), v.maxLength(2_000)) }),
});
type CreateRequest = v.InferOutput<typeof createSchema>;

export interface CheckoutDeskParts {
  readonly world: WorldParts;
  readonly directory: Directory;
  readonly sessions: SessionStore;
  readonly cashier: Cashier;
  readonly settler: Settler;
  readonly watcher: Watcher;
}

/** `POST /checkout/create`: one session for each order, however often a merchant gateway asks. */
export class CheckoutDesk {
  readonly #parts: CheckoutDeskParts;
  readonly #opening = new Map<string, Promise<unknown>>();

  constructor(parts: CheckoutDeskParts) {
    this.#parts = parts;
  }

  async open(caller: string, raw: RawRequest): Promise<{ session: CheckoutSession; isNew: boolean }> {
    const request = parsed(createSchema, jsonOf(raw.body));
    const { order, merchant, units } = await this.#checked(request, caller, raw);
    this.#checkUrls(request.urls, merchant);
    const key = `${merchant.ocid}#${order.id}`;
    // One after the other for each order: to make an incoming payment takes a while.
    const before = this.#opening.get(key) ?? Promise.resolve();
    const opening = before
      .catch(() => undefined)
      .then(() => this.#existing(request, order.id) ?? this.#make(request, caller, { order, merchant, units }));
    this.#opening.set(key, opening);
    try {
      return await opening;
    } finally {
      if (this.#opening.get(key) === opening) this.#opening.delete(key);
    }
  }

  async #checked(request: CreateRequest, caller: string, raw: RawRequest): Promise<CheckedOrder> {
    const { directory, world, settler } = this.#parts;
    if (world.faults.take('order-unchecked', raw)) {
      const order = parsed(orderSchema, request.order);
      return { order, merchant: await directory.lookUp(request.merchantOcid), units: payableUnits(order) };
    }
    const checked = await checkOrder(directory, request, request.merchantOcid);
    if (!checked.merchant.gateways.includes(caller)) throw new OpenChargeError('FORBIDDEN', 'not a gateway of this merchant');
    const ways = await settler.waysFor(checked.order, caller);
    if (ways.length === 0) throw new OpenChargeError('ISSUER_NOT_ACCEPTED', 'there is no way to settle with whom the order accepts');
    return checked;
  }

  /** The merchant's signature does not cover the way back, so it must lead to the merchant's own site. */
  #checkUrls({ success, cancel }: CreateRequest['urls'], { endpoint }: KnownParty): void {
    const home = new URL(endpoint);
    for (const url of [success, cancel]) {
      const target = URL.canParse(url) ? new URL(url) : undefined;
      if (target?.protocol !== home.protocol || target.host !== home.host) {
        throw new OpenChargeError('INVALID_REQUEST', `${url.slice(0, 200)} is not at ${home.host}`);
      }
    }
  }

  #existing({ order, merchantOcid }: CreateRequest, orderId: string): { session: CheckoutSession; isNew: false } | undefined {
    const session = this.#parts.sessions.ofOrder(merchantOcid, orderId);
    if (!session) return undefined;
    if (digestOf(session.order) !== digestOf(order))
      throw new OpenChargeError('INVALID_STATE', 'there is a session for another order of this id');
    return { session, isNew: false };
  }

  async #make(request: CreateRequest, merchantGateway: string, { order, merchant, units }: CheckedOrder) {
    const { cashier, sessions, watcher } = this.#parts;
    const latest = nowSeconds() + SESSION_SECONDS;
    // Only an order that was not checked can be over, and its session still has to be there for those who check it.
    const expiresAt = order.expiresAt > nowSeconds() ? Math.min(latest, order.expiresAt) : latest;
    const metadata = { order: order.id, description: `Order ${order.id} of ${merchant.name}`.slice(0, 200) };
    const incomingPayment = await cashier.request(ASSET, units, { metadata, expiresAt: new Date(expiresAt * 1_000).toISOString() });
    const session: CheckoutSession = {
      id: `sess_${randomBytes(24).toString('base64url')}`,
      merchant: merchant.ocid,
      merchantName: merchant.name,
      merchantGateway,
      order: request.order,
      orderId: order.id,
      signature: request.signature,
      urls: request.urls,
      units: units.toString(),
      incomingPayment,
      received: '0',
      state: 'open',
      createdAt: nowSeconds(),
      expiresAt,
    };
    sessions.save(session);
    watcher.watch(session.id);
    return { session, isNew: true };
  }
}
