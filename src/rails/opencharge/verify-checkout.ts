import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { ReturnUrls, SignedOrder } from '../../model/signed-order.ts';
import type { HttpDeps } from '../http/deps.ts';
import { hostOf, sameOrigin } from '../http/urls.ts';
import type { Directory, Party } from './directory.ts';
import type { Order } from './order.ts';
import { readRequest } from './request.ts';
import type { Session } from './session.ts';
import { readSession, sessionUrl } from './session.ts';

/** What this rail needs to know of an order. */
export interface CheckoutDeps extends HttpDeps {
  readonly directory: Directory;
  /** OCIDs of the payment gateways of this build. */
  readonly gateways: readonly string[];
}

/** An order whose merchant signed it, at a gateway through which that merchant is paid. */
export interface VerifiedCheckout {
  readonly order: Order;
  readonly merchant: Party;
  readonly gateway: Party;
  readonly session: Session;
}

/**
 * Verifies what a page or a gateway asks to be paid: the merchant's signature by the key that it has registered, whatever the gateway
 * says, and that the gateway is one of the merchant's, or one of ours that can settle with one, and has this very order.
 * @throws {TenderError} `order-not-signed`, `not-registered`, `not-a-gateway`, `no-settlement`, `payable-expired`, and what reading throws.
 */
export async function verifyCheckout(deps: CheckoutDeps, intent: Intent, signal: AbortSignal): Promise<VerifiedCheckout> {
  const { order, signature, checkoutUrl } = readRequest(intent);
  if (order.expiresAt <= deps.clock.now()) throw new TenderError('payable-expired', { params: { host: hostOf(checkoutUrl) } });
  const signing = deps.directory.findSigner(order.merchant, order.text, signature, signal);
  const reading = openSession(deps, order.accepts, checkoutUrl, signal);
  // The merchant's word comes first: a gateway that is not there tells nothing of an order that nobody signed.
  reading.catch(() => undefined);
  const merchant = await signing;
  if (!merchant) throw new TenderError('order-not-signed');
  const { gateway, session } = await reading;
  const isThis = session.merchant === order.merchant && session.gateway === gateway.id && session.orderText === order.text;
  if (!isThis) throw notAGateway(checkoutUrl);
  if (!canSettle(gateway, order)) throw new TenderError('no-settlement', { params: { host: gateway.host } });
  return { order, merchant, gateway, session };
}

/** Reads the session of a checkout page at the gateway to which the page's address belongs. Throws as `verifyCheckout` does. */
export async function openSession(
  deps: CheckoutDeps,
  accepts: readonly string[],
  checkoutUrl: string,
  signal: AbortSignal,
): Promise<{ readonly gateway: Party; readonly session: Session }> {
  const gateway = await gatewayAt(deps, accepts, checkoutUrl, signal);
  return { gateway, session: await readSession(deps, sessionUrl(gateway, checkoutUrl), signal) };
}

/** Those of this build first: mostly it is one of them, and then nobody else has to be asked. */
async function gatewayAt(deps: CheckoutDeps, accepts: readonly string[], checkoutUrl: string, signal: AbortSignal): Promise<Party> {
  const others = accepts.filter((id) => !deps.gateways.includes(id));
  let trouble: unknown;
  for (const group of [deps.gateways, others]) {
    const found = await Promise.allSettled(group.map((id) => deps.directory.find(id, signal)));
    const gateway = found.find((result) => result.status === 'fulfilled' && sameOrigin(result.value.endpoint, checkoutUrl));
    if (gateway?.status === 'fulfilled') return gateway.value;
    trouble ??= found.find((result) => result.status === 'rejected')?.reason;
  }
  // One that could not be read may be the one.
  if (trouble instanceof TenderError && trouble.retry !== 'never') throw trouble;
  throw notAGateway(checkoutUrl);
}

/** Whether the merchant takes a proof of the gateway itself, or of somebody through whom it settles. */
function canSettle({ id, settlesThrough }: Party, { accepts }: Order): boolean {
  return accepts.some((accepted) => accepted === id || settlesThrough.includes(accepted));
}

function notAGateway(checkoutUrl: string): TenderError {
  return new TenderError('not-a-gateway', { params: { host: hostOf(checkoutUrl) } });
}

/** What of it is shown, and where the tab goes afterwards. */
export function shownOf({ order, merchant, gateway, session }: VerifiedCheckout): { order: SignedOrder; returnUrls: ReturnUrls } {
  const { id, total, items, itemsDiffer, memo, expiresAt } = order;
  return {
    order: {
      id,
      merchant: { id: merchant.id, name: merchant.name, host: merchant.host },
      gateway: { id: gateway.id, name: gateway.name, host: gateway.host },
      total,
      items,
      ...(itemsDiffer ? { itemsDiffer } : {}),
      ...(memo === undefined ? {} : { memo }),
      expiresAt: Math.min(expiresAt, session.expiresAt),
    },
    returnUrls: session.returnUrls,
  };
}
