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

/** The dependencies of the verification. */
export interface CheckoutDeps extends HttpDeps {
  readonly directory: Directory;
  /** OCIDs of the payment gateways of this build. */
  readonly gateways: readonly string[];
}

/** An order with a verified signature, and its session at a gateway that can settle it. */
export interface VerifiedCheckout {
  readonly order: Order;
  readonly merchant: Party;
  readonly gateway: Party;
  readonly session: Session;
}

/**
 * Verifies a checkout: the merchant's signature with its registered key, independently of the gateway; and that the gateway is accepted
 * by the order, or is one of this build that can settle through an accepted party, and that its session is for the same order.
 * @throws {TenderError} `order-not-signed`, `not-registered`, `not-a-gateway`, `no-settlement`, `payable-expired`, and the errors of `call`.
 */
export async function verifyCheckout(deps: CheckoutDeps, intent: Intent, signal: AbortSignal): Promise<VerifiedCheckout> {
  const { order, signature, checkoutUrl } = readRequest(intent);
  const signing = deps.directory.findSigner(order.merchant, order.text, signature, signal);
  const reading = openSession(deps, order.accepts, checkoutUrl, signal);
  // An invalid signature is reported first, before any error of the gateway.
  reading.catch(() => undefined);
  const merchant = await signing;
  if (!merchant) throw new TenderError('order-not-signed');
  const { gateway, session } = await reading;
  const isThis = session.merchant === order.merchant && session.gateway === gateway.id && session.orderText === order.text;
  if (!isThis) throw notAGateway(checkoutUrl);
  if (!canSettle(gateway, order)) throw new TenderError('no-settlement', { params: { host: gateway.host } });
  return { order, merchant, gateway, session };
}

/** Reads the session of a checkout URL at the gateway whose endpoint has the same origin. Throws as `verifyCheckout` does. */
export async function openSession(
  deps: CheckoutDeps,
  accepts: readonly string[],
  checkoutUrl: string,
  signal: AbortSignal,
): Promise<{ readonly gateway: Party; readonly session: Session }> {
  const gateway = await gatewayAt(deps, accepts, checkoutUrl, signal);
  return { gateway, session: await readSession(deps, sessionUrl(gateway, checkoutUrl), signal) };
}

/** Gateways of this build are looked up first; usually no other lookup is needed. */
async function gatewayAt(deps: CheckoutDeps, accepts: readonly string[], checkoutUrl: string, signal: AbortSignal): Promise<Party> {
  const others = accepts.filter((id) => !deps.gateways.includes(id));
  let trouble: unknown;
  for (const group of [deps.gateways, others]) {
    const found = await Promise.allSettled(group.map((id) => deps.directory.find(id, signal)));
    const gateway = found.find((result) => result.status === 'fulfilled' && sameOrigin(result.value.endpoint, checkoutUrl));
    if (gateway?.status === 'fulfilled') return gateway.value;
    trouble ??= found.find((result) => result.status === 'rejected')?.reason;
  }
  // A gateway that could not be read may be the right one.
  if (trouble instanceof TenderError && trouble.retry !== 'never') throw trouble;
  throw notAGateway(checkoutUrl);
}

/** Whether the order accepts the gateway, or a party through which the gateway settles. */
function canSettle({ id, settlesThrough }: Party, { accepts }: Order): boolean {
  return accepts.some((accepted) => accepted === id || settlesThrough.includes(accepted));
}

function notAGateway(checkoutUrl: string): TenderError {
  return new TenderError('not-a-gateway', { params: { host: hostOf(checkoutUrl) } });
}

/** The facts for the offer. */
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
