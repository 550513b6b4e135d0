import { TenderError } from '../../model/errors.ts';
import type { Intent, RailRequest } from '../../model/intent.ts';
import { payeeOf } from '../../model/payees/payee-memory.ts';
import type { Rail } from '../../model/rail.ts';
import type { AccessToken } from '../../model/payer-wallet.ts';
import { guarded } from '../guarded.ts';
import { requestAllowanceGrant, authorizePayment, finishAuthorization, finishPayment } from './authorize.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { rotateAllowanceToken } from './allowance-grant.ts';
import { isFinishUri } from '../gnap/interaction.ts';
import { readAllowanceSpent } from './outgoing-payment.ts';
import { quotePayment } from './quote.ts';
import type { DisclosurePolicy } from './receiver.ts';
import { releaseGrants } from './release.ts';
import { disclosurePolicyFor, resolveIncomingPayment, resolveWalletAddress } from './resolve.ts';
import { reconcilePayment, submitPayment } from './submit.ts';
import { singleFlight } from '../gnap/single-flight.ts';
import type { Grant } from '../gnap/grant-state.ts';
import { readState } from './state.ts';
import { tokenKeeper } from '../gnap/token.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { normaliseWalletAddress } from './wallet-address.ts';

const ID = 'open-payments';
/** The keys of the method data that this rail supports. */
export const KINDS = ['incomingPayment', 'walletAddress'] as const;
const INCOMING_PAYMENT_PATH = /\/incoming-payments\/[^/]+$/;

/** The rail that pays incoming payments of Open Payments wallets from the user's Open Payments wallet. */
export function openPaymentsRail(deps: OpenPaymentsDeps): Rail {
  const tokens = tokenKeeper(deps.tokens, () => deps.clock.now(), singleFlight<AccessToken>());
  const rotations = singleFlight<Grant>();
  return {
    id: ID,
    kinds: KINDS,
    payers: ['open-payments'],
    reference: 'incomingPayment',
    parseRequest: (kind, value) => parseRequest(kind, value, deps.policy),
    keyOf,
    resolve: (intent, walletId, tools) =>
      guarded(tools.signal, () =>
        intent.request.kind === 'walletAddress'
          ? resolveWalletAddress(deps, intent, walletId, tools)
          : resolveIncomingPayment(deps, intent.request.target, disclosurePolicyOf(intent, walletId), tools.signal),
      ),
    stateForRest: ({ request }, { url }) => (request.kind === 'walletAddress' ? { incomingPayment: url } : undefined),
    quote: (intent, walletId, resolving, tools) =>
      guarded(tools.signal, () => quotePayment(deps, { tokens, rotations }, { intent, walletId, resolving }, tools.signal)),
    allowances: {
      ask: (request, tools) => guarded(tools.signal, () => requestAllowanceGrant(deps, request, tools)),
      finish: (returnUrl, tools) => guarded(tools.signal, () => finishAuthorization(deps, tools.state, returnUrl, tools)),
      spent: (allowance, signal) => guarded(signal, () => readAllowanceSpent(deps, rotations, allowance)),
      payUnder: (allowance) => ({ allowance }),
      payAlone: () => ({ allowance: null }),
      limitOf: (state) => readState(state).grant?.limit,
      renew: (allowance, signal) => guarded(signal, () => rotateAllowanceToken(deps, rotations, allowance)),
    },
    authorize: (payment, tools) => guarded(tools.signal, () => authorizePayment(deps, payment, tools)),
    isReturn,
    finish: (payment, returnUrl, tools) => guarded(tools.signal, () => finishPayment(deps, payment, returnUrl, tools)),
    submit: (payment, tools) => guarded(tools.signal, () => submitPayment(deps, rotations, payment, tools)),
    reconcile: (payment, tools) => guarded(tools.signal, () => reconcilePayment(deps, rotations, payment, tools)),
    release: (state, _walletId, signal) => guarded(signal, () => releaseGrants(deps, state, signal)),
  };
}

/** If the page gives the amount, the public fields of an incoming payment are sufficient. */
function disclosurePolicyOf({ request, total }: Intent, walletId: string | undefined): DisclosurePolicy {
  return disclosurePolicyFor(payeeOf({ url: request.target }), walletId, total === undefined);
}

function parseRequest(kind: string, value: unknown, policy: UrlPolicy): RailRequest {
  if (typeof value !== 'string' || !KINDS.some((known) => known === kind)) throw invalid(kind);
  if (kind === 'walletAddress') return { rail: ID, kind, target: parseWalletAddress(value, policy) };
  const url = parseServerUrl(value, policy, 'invalid-request');
  if (url.search || !INCOMING_PAYMENT_PATH.test(url.pathname)) throw invalid(kind);
  return { rail: ID, kind, target: url.href };
}

/** Pages write the address as a URL or a payment pointer. A host name without a scheme is accepted from users only. */
function parseWalletAddress(value: string, policy: UrlPolicy): string {
  if (!value.startsWith('$')) parseServerUrl(value, policy, 'invalid-request');
  try {
    return normaliseWalletAddress(value, policy);
  } catch (thrown) {
    throw thrown instanceof TenderError && thrown.code === 'not-a-wallet-address' ? invalid('walletAddress') : thrown;
  }
}

function invalid(what: string): TenderError {
  return new TenderError('invalid-request', { params: { what } });
}

/** An incoming payment is the same payment for every page. A wallet address is paid once for each request of one shop. */
function keyOf({ request, source, requestId, total }: Intent): string {
  const parts =
    request.kind === 'incomingPayment'
      ? [request.target]
      : [source.origin ?? null, requestId, request.target, total?.currency ?? null, total?.value ?? null];
  return JSON.stringify([ID, request.kind, ...parts]);
}

function isReturn(state: Parameters<Rail['isReturn']>[0], url: string): boolean {
  try {
    const { grant } = readState(state);
    return grant?.interaction !== undefined && isFinishUri(grant.interaction.finishUri, url);
  } catch {
    return false;
  }
}
