import { TenderError } from '../../model/errors.ts';
import type { Outcome, Rail, RailPayment, RailState, RailTools } from '../../model/rail.ts';
import type { AccessToken, PayerWallet } from '../../model/payer-wallet.ts';
import type { Grant } from '../gnap/grant-state.ts';
import { isFinishUri } from '../gnap/interaction.ts';
import { keyOfWallet } from '../gnap/keys.ts';
import { revokeGrantAndToken, ignoreUnlinked } from '../gnap/release.ts';
import { finishPaymentGrant } from '../gnap/payment-grant.ts';
import { singleFlight } from '../gnap/single-flight.ts';
import { tokenKeeper } from '../gnap/token.ts';
import { guarded } from '../guarded.ts';
import type { InvoiceDeps, PayerUplink } from './deps.ts';
import { authorizeAtIssuer, openIssuerSession, payByIssuer } from './issuer-pay.ts';
import { quoteByIssuer } from './issuer-quote.ts';
import { reconcileWithIssuer } from './issuer-reconcile.ts';
import { quotePush } from './push-quote.ts';
import { reconcilePush } from './push-reconcile.ts';
import { push } from './push.ts';
import { INVOICE_KIND, INVOICE_RAIL, keyOfInvoice, parseInvoiceRequest } from './request.ts';
import { resolveInvoice } from './resolve.ts';
import { deliveredSoFar, readState } from './state.ts';

/** The payer: a wallet, whose issuer pays, or an account at a connector, from which the extension pushes itself. */
type Payer = { readonly by: 'issuer'; readonly wallet: PayerWallet } | { readonly by: 'push'; readonly uplink: PayerUplink };

/** The rail that pays invoices of early Open Payments, through the issuer of a linked wallet or directly from an Interledger account. */
export function invoiceRail(deps: InvoiceDeps): Rail {
  const tokens = tokenKeeper(deps.tokens, () => deps.clock.now(), singleFlight<AccessToken>());
  const rotations = singleFlight<Grant>();

  async function payerOf(walletId: string): Promise<Payer> {
    const uplink = await deps.uplinks.find(walletId);
    return uplink ? { by: 'push', uplink } : { by: 'issuer', wallet: await deps.wallets.get(walletId) };
  }

  async function submit(payment: RailPayment, tools: RailTools): Promise<Outcome> {
    const payer = await payerOf(payment.quote.walletId);
    if (payer.by === 'push') return await push(deps, payer.uplink, payment, tools);
    return await payByIssuer(deps, await openIssuerSession(deps, rotations, payer.wallet, payment, tools), tools);
  }

  async function reconcile(payment: RailPayment, tools: RailTools): Promise<Outcome> {
    // Reconciling a push needs no account: it may have been unlinked meanwhile.
    if (readState(payment.state).push) return await reconcilePush(deps, payment, tools);
    const payer = await payerOf(payment.quote.walletId);
    if (payer.by === 'push') return await reconcilePush(deps, payment, tools);
    return await reconcileWithIssuer(deps, rotations, payer.wallet, payment, tools);
  }

  return {
    id: INVOICE_RAIL,
    kinds: [INVOICE_KIND],
    payers: ['open-payments', 'connector'],
    reference: 'invoice',
    arrived: deliveredSoFar,
    parseRequest: (kind, value) => parseInvoiceRequest(kind, value, deps.policy),
    keyOf: keyOfInvoice,
    resolve: (intent, _walletId, tools) =>
      guarded(tools.signal, async () => ({ payable: await resolveInvoice(deps, intent.request.target, tools.signal), state: {} })),
    quote: (intent, walletId, resolving, tools) =>
      guarded(tools.signal, async () => {
        const payer = await payerOf(walletId);
        if (payer.by === 'push') return await quotePush(deps, payer.uplink, resolving, tools.signal);
        return await quoteByIssuer(deps, tokens, payer.wallet, { intent, resolving }, tools.signal);
      }),
    authorize: (payment, tools) =>
      guarded(tools.signal, async () => {
        const payer = await payerOf(payment.quote.walletId);
        // The account is the user's own: the approval in the sheet is the only authorization.
        if (payer.by === 'push') return { kind: 'granted', state: payment.state };
        return await authorizeAtIssuer(deps, payer.wallet, payment, tools);
      }),
    isReturn,
    finish: (payment, returnUrl, tools) =>
      guarded(tools.signal, async () => {
        const { grant } = readState(payment.state);
        if (!grant) throw new TenderError('internal', { params: { what: 'no grant' } });
        return { ...payment.state, grant: await finishPaymentGrant(deps, grant, returnUrl, tools) };
      }),
    submit: (payment, tools) => guarded(tools.signal, () => submit(payment, tools)),
    reconcile: (payment, tools) => guarded(tools.signal, () => reconcile(payment, tools)),
    release: (state, _walletId, signal) => guarded(signal, () => release(deps, state, signal)),
  };
}

function isReturn(state: RailState, url: string): boolean {
  try {
    const { grant } = readState(state);
    return grant?.interaction !== undefined && isFinishUri(grant.interaction.finishUri, url);
  } catch {
    return false;
  }
}

/** Revokes the grant at the issuer's wallet. A push has no grant. */
async function release(deps: InvoiceDeps, state: RailState, signal: AbortSignal): Promise<void> {
  const { grant } = readState(state);
  if (!grant) return;
  await ignoreUnlinked(async () => revokeGrantAndToken(deps, grant, keyOfWallet(await deps.wallets.get(grant.walletId)), signal));
}
