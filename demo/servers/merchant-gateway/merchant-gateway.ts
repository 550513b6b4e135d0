import type { Hono } from 'hono';
import * as v from 'valibot';
import type { RawRequest, ServerEnv } from '../../http/raw-request.ts';
import { accountAt, moneyAt, RESERVE } from '../../opencharge/books.ts';
import { CallerCheck } from '../../opencharge/caller-check.ts';
import { Directory } from '../../opencharge/directory.ts';
import { isOpenChargeCode, OpenChargeError } from '../../opencharge/error.ts';
import { openChargeMs, type OpenChargeOptions } from '../../opencharge/options.ts';
import { checkOrder } from '../../opencharge/order-check.ts';
import { Outbox } from '../../opencharge/outbox.ts';
import { MERCHANT, PAYMENT_GATEWAY, SETTLEMENT_PROVIDER, type Party } from '../../opencharge/parties.ts';
import { createPartyApp, requireCapability } from '../../opencharge/party-app.ts';
import { CallFailed, callParty } from '../../opencharge/signed-request.ts';
import { jsonOf, orderSchema, parsed, signatureSchema, signedProofSchema } from '../../opencharge/wire.ts';
import type { StartContext } from '../server.ts';
import { GatewayOrders } from './gateway-orders.ts';
import { paymentRequestSchema, Settlements, transferRequestSchema } from './settlements.ts';

const SERVER = 'merchant-gateway';
/** Who has an account here. */
const MERCHANTS = [MERCHANT];

const checkoutSchema = v.object({
  order: v.unknown(),
  signature: signatureSchema,
  urls: v.object({ completed: v.string(), cancelled: v.string() }),
});
const openedSchema = v.object({ checkout_url: v.string(), session_id: v.string(), expires_at: v.number() });
const settleSchema = v.object({ txid: v.string(), ...signedProofSchema.entries });

export interface MerchantGateway {
  readonly app: Hono<ServerEnv>;
  readonly outbox: Outbox;
}

/** The merchants' gateway: opens checkouts, and keeps what was paid to its merchants. */
export function createMerchantGateway(world: StartContext<OpenChargeOptions>, party: Party): MerchantGateway {
  const { db, ledger, faults, hosts, fetch, options } = world;
  ledger.openFunded(accountAt(party.ocid, PAYMENT_GATEWAY), moneyAt(party.ocid), RESERVE);
  for (const merchant of MERCHANTS) ledger.open(accountAt(party.ocid, merchant), moneyAt(party.ocid));
  const directory = new Directory(fetch, hosts);
  const callers = new CallerCheck(db, SERVER, directory);
  const outbox = new Outbox(SERVER, { db, fetch, party, directory, pauseMs: openChargeMs(options) });
  const orders = new GatewayOrders(db);
  const settlements = new Settlements({ world, party, orders, outbox, directory });
  const checkouts = new Checkouts(world, party, { directory, orders });

  const app = createPartyApp(party, faults);
  /** A route for callers who sign and for what the gateway offers. */
  const route = (path: string, capability: string, work: (caller: string, raw: RawRequest) => unknown) =>
    app.post(`/opencharge${path}`, async (c) => {
      const caller = await callers.callerOf(c.env.raw);
      requireCapability(party, capability);
      return Response.json(await work(caller, c.env.raw));
    });
  route('/orders/checkout', 'orders.create.session', (caller, raw) => checkouts.open(caller, raw));
  route('/transfer/create', 'transfer.create', (caller, raw) =>
    settlements.fromReserve(caller, parsed(transferRequestSchema, jsonOf(raw.body))),
  );
  route('/payment/create', 'payment.create', (caller, raw) => {
    const { txid, expiresAt } = settlements.expectPayment(caller, parsed(paymentRequestSchema, jsonOf(raw.body)));
    return { status: 'pending_settlement', txid, expiresAt, settlement: { accepts: [SETTLEMENT_PROVIDER] } };
  });
  route('/payment/settle', 'payment.settle', (caller, raw) => {
    const { txid, ...signed } = parsed(settleSchema, jsonOf(raw.body));
    return settlements.settle(caller, txid, signed);
  });
  route('/transfer/webhook', 'transfer.webhook', async (_caller, raw) => {
    const txid = await settlements.takeNotice(MERCHANTS, parsed(signedProofSchema, jsonOf(raw.body)));
    return { status: 'accepted', txid };
  });
  app.get('/opencharge/verify/:txid', (c) => c.json(settlements.verify(c.req.param('txid'))));
  return { app, outbox };
}

/** Opens checkouts at the payment gateway in the name of merchants. */
class Checkouts {
  readonly #world: StartContext<OpenChargeOptions>;
  readonly #party: Party;
  readonly #parts: { readonly directory: Directory; readonly orders: GatewayOrders };

  constructor(
    world: StartContext<OpenChargeOptions>,
    party: Party,
    parts: { readonly directory: Directory; readonly orders: GatewayOrders },
  ) {
    this.#world = world;
    this.#party = party;
    this.#parts = parts;
  }

  async open(merchant: string, raw: RawRequest) {
    const { order, signature, urls } = parsed(checkoutSchema, jsonOf(raw.body));
    const { directory, orders } = this.#parts;
    if (!MERCHANTS.includes(merchant)) throw new OpenChargeError('ACCOUNT_NOT_FOUND', `${merchant} has no account here`);
    const { faults, fetch } = this.#world;
    if (!faults.take('order-unchecked', raw)) await checkOrder(directory, { order, signature }, merchant);
    orders.keep(merchant, parsed(orderSchema, order).id, { order, signature });
    const gateway = await directory.lookUp(PAYMENT_GATEWAY);
    if (!gateway.capabilities.includes('checkout.create')) {
      throw new OpenChargeError('CAPABILITY_NOT_SUPPORTED', `${gateway.name} opens no checkouts`);
    }
    const success = faults.take('urls-retargeted', raw)?.to ?? urls.completed;
    const message = { order, signature, merchantOcid: merchant, urls: { success, cancel: urls.cancelled } };
    const call = callParty({ fetch, party: this.#party }, `${gateway.endpoint}/checkout/create`, message, openedSchema);
    const opened = await call.catch((error: unknown) => {
      throw passedOn(error);
    });
    return { redirect_url: opened.checkout_url, session_id: opened.session_id, expires_at: opened.expires_at };
  }
}

/** The payment gateway's refusal in its own words, for the merchant. */
function passedOn(error: unknown): unknown {
  if (!(error instanceof CallFailed) || error.code === undefined || !isOpenChargeCode(error.code)) return error;
  return new OpenChargeError(error.code, error.message, error.status);
}
