import { TenderError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { Rail } from '../../model/rail.ts';
import { guarded } from '../guarded.ts';
import type { OpenChargeContext, OpenChargeDeps } from './deps.ts';
import { openDirectory } from './directory.ts';
import type { Network } from './networks.ts';
import { NETWORKS } from './networks.ts';
import { checkInTime, innerPayment, quoteOrder, resolveOrder } from './price.ts';
import { openRegistry } from './registry.ts';
import { keyOfOrder, OPENCHARGE_KIND, OPENCHARGE_RAIL, parseCheckoutUrl, parseOpenChargeRequest } from './request.ts';
import { cancelSession } from './session.ts';
import { conclude, openClaims, reconcileOrder } from './settle.ts';
import { readState } from './state.ts';
import type { VerifiedCheckout } from './verify-checkout.ts';
import { openSession, verifyCheckout } from './verify-checkout.ts';

/**
 * The rail for signed orders (OpenCharge). It verifies the order, pays the incoming payment of the payment gateway with the Open Payments
 * rail, and reports `completed` only with a verified proof of payment.
 * @param before the rails opened before, with the Open Payments rail. It must be the shared instance, because it prevents concurrent
 *   rotations of one token.
 * @param network the network of the build by default.
 */
export function openChargeRail(deps: OpenChargeDeps, before: ReadonlyMap<string, Rail>, network: Network = NETWORKS[deps.policy]): Rail {
  const inner = before.get('open-payments');
  if (!inner) throw new TenderError('internal', { params: { what: 'no Open Payments rail' } });
  const directory = openDirectory(deps, openRegistry(deps, network.registry));
  return railOver({ ...deps, inner, directory, gateways: network.gateways });
}

function railOver(context: OpenChargeContext): Rail {
  const { inner, clock, policy } = context;
  const claim = openClaims(context);
  // The verification of `resolve`, for the concurrent `quote`.
  const verifications = new WeakMap<Intent, Promise<VerifiedCheckout>>();
  return {
    ...inner,
    id: OPENCHARGE_RAIL,
    kinds: [OPENCHARGE_KIND],
    parseRequest: (kind, value) => parseOpenChargeRequest(kind, value, policy),
    readHostedRequest: (checkoutUrl, signal) =>
      guarded(signal, async () => {
        // The order, and so the gateways that it accepts, is unknown: only gateways of the build are trusted here.
        const { session } = await openSession(context, [], parseCheckoutUrl(checkoutUrl, policy), signal);
        const { order, signature, merchant } = session;
        return parseOpenChargeRequest(OPENCHARGE_KIND, { order, signature, merchantOcid: merchant, checkoutUrl }, policy);
      }),
    keyOf: keyOfOrder,
    resolve: (intent, walletId, tools) =>
      guarded(tools.signal, () => {
        const verifying = verifyCheckout(context, intent, tools.signal);
        verifications.set(intent, verifying);
        return resolveOrder(context, { intent, walletId, verifying }, tools);
      }),
    // The remaining amount is read from the session's incoming payment.
    stateForRest: () => undefined,
    quote: (intent, walletId, resolving, tools) =>
      guarded(tools.signal, () => quoteOrder(context, { intent, walletId, verifying: verifications.get(intent) }, resolving, tools)),
    authorize: (payment, tools) =>
      guarded(tools.signal, () => {
        checkInTime(payment.payable, payment.quote, clock.now());
        return inner.authorize(innerPayment(inner, payment), tools);
      }),
    finish: (payment, returnUrl, tools) => guarded(tools.signal, () => inner.finish(innerPayment(inner, payment), returnUrl, tools)),
    submit: (payment, tools) =>
      guarded(tools.signal, async () => {
        if (!payment.isRepeat) checkInTime(payment.payable, payment.quote, clock.now());
        return await conclude(context, claim, payment, await inner.submit(innerPayment(inner, payment), tools), tools);
      }),
    cancel: (state, signal) =>
      guarded(signal, async () => {
        const { session } = readState(state);
        if (session) await cancelSession(context, session.url, signal);
      }),
    reconcile: (payment, tools) => guarded(tools.signal, () => reconcileOrder(context, claim, payment, tools)),
  };
}
