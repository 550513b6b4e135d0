import { TenderError } from '../../payments/errors.ts';
import type { AllowanceRequest, Authorization, RailPayment, RailState, RailTools } from '../../payments/rail.ts';
import type { PayerWallet } from '../../payments/wallet.ts';
import type { PaymentAccess } from './access.ts';
import { grantedDebit, grantsQuotes, isWithin, toAccessRequest } from './access.ts';
import { continueGrant } from './continuation.ts';
import type { OpenPaymentsDeps } from './deps.ts';
import { explain } from './explain.ts';
import type { ClientForm, Granted } from './grant.ts';
import { requestGrant } from './grant.ts';
import { checkRedirect, newInteraction, readReturn, toInteractRequest } from './interaction.ts';
import { keyOfWallet } from './keys.ts';
import { payerForms } from './payer.ts';
import { giveBackGrant } from './release.ts';
import type { RequestKey } from './signature.ts';
import type { Grant } from './state.ts';
import { readState } from './state.ts';
import { hostOf } from './urls.ts';

/**
 * Asks the payer's wallet for the right to pay this quote to this payee, with both as the grant's limits.
 * @throws {TenderError} `key-removed`, `wallet-nameless`, `clock-skew`, `consent-elsewhere`, `grant-wider`, `refused`, and what `call` throws.
 */
export async function authorizePayment(deps: OpenPaymentsDeps, payment: RailPayment, tools: RailTools): Promise<Authorization> {
  const wallet = await deps.wallets.get(payment.quote.walletId);
  await dropEarlier(deps, payment, wallet, tools.signal);
  const answer = await requestRight(
    deps,
    wallet,
    { walletAddress: wallet.address, receiver: payment.payable.url, debit: payment.quote.debit },
    tools,
  );
  return { ...answer, state: { ...payment.state, ...answer.state } };
}

/** Asks for a standing right: `limit` in each period of `interval`, to anybody. Throws as `authorizePayment` does. */
export async function askAllowance(
  deps: OpenPaymentsDeps,
  { walletId, limit, interval }: AllowanceRequest,
  tools: RailTools,
): Promise<Authorization> {
  const wallet = await deps.wallets.get(walletId);
  return await requestRight(deps, wallet, { walletAddress: wallet.address, debit: limit, interval }, tools);
}

async function requestRight(deps: OpenPaymentsDeps, wallet: PayerWallet, access: PaymentAccess, tools: RailTools): Promise<Authorization> {
  const interaction = newInteraction(deps.finishUrl);
  const granted = await requestGrant(
    deps,
    { authServer: wallet.authServer, access: toAccessRequest(access), interact: toInteractRequest(interaction), signal: tools.signal },
    payerForms(wallet),
  ).catch((thrown: unknown) => Promise.reject(explain(thrown)));
  const { interact, continuation } = granted;
  const asked: Grant = {
    walletId: wallet.id,
    endpoint: wallet.authServer,
    // The server counts its `wait` from before its answer reached us: counted from here, ours never ends sooner.
    createdAt: deps.clock.now(),
    access: { ...access, debit: { ...access.debit } },
    ...(interact ? { interaction: { ...interaction, serverNonce: interact.finish } } : {}),
  };
  const grant = withAnswer(asked, granted);
  await tools.save({ grant });
  if (grant.token) {
    await refuseWider(deps, grant, wallet, tools.signal);
    return { kind: 'granted', state: { grant } };
  }
  if (!interact || !continuation) throw new TenderError('malformed', { params: { host: hostOf(wallet.authServer), what: 'interact' } });
  checkRedirect(interact.redirect, [wallet.authServer, wallet.address, wallet.resourceServer], deps.policy);
  return { kind: 'interact', url: interact.redirect, state: { grant } };
}

/** A grant of an earlier attempt at this payment would stay at the wallet unused. */
async function dropEarlier(deps: OpenPaymentsDeps, payment: RailPayment, wallet: PayerWallet, signal: AbortSignal): Promise<void> {
  const { grant } = readState(payment.state);
  if (grant?.walletId === wallet.id) await giveBackGrant(deps, grant, keyOfWallet(wallet), signal).catch(() => undefined);
}

/**
 * Takes the person's return and exchanges it for the token. May be called again at any time: what was done is not done twice.
 * @throws {TenderError} `consent-forged`, `consent-denied`, `consent-expired`, `consent-lost`, `grant-wider` (after the grant was given
 *   back), and what `call` throws, after which calling again is safe.
 */
export async function finishAuthorization(
  deps: OpenPaymentsDeps,
  state: RailState,
  returnUrl: string,
  tools: RailTools,
): Promise<RailState> {
  const { grant } = readState(state);
  if (!grant) throw new TenderError('internal', { params: { what: 'no grant' } });
  const wallet = await deps.wallets.get(grant.walletId);
  const finished = grant.token ? grant : await exchange(deps, grant, returnUrl, keyOfWallet(wallet), tools);
  await refuseWider(deps, finished, wallet, tools.signal);
  return { ...state, grant: finished };
}

async function exchange(deps: OpenPaymentsDeps, grant: Grant, returnUrl: string, key: RequestKey, tools: RailTools): Promise<Grant> {
  const { continuation, interactRef: used } = grant;
  if (!continuation) throw new TenderError('consent-lost', { params: { host: hostOf(grant.endpoint) } });
  const interactRef = used ?? (await readReturn(grant, returnUrl));
  const held = { ...grant, continuation, interactRef };
  if (used === undefined) await tools.save({ grant: held });
  const granted = await continueGrant(deps, held, key, used !== undefined, tools.signal).catch((thrown: unknown) =>
    Promise.reject(explain(thrown)),
  );
  const finished = withAnswer(held, granted);
  // On disk before anything else: the server gives it once.
  await tools.save({ grant: finished });
  return finished;
}

function withAnswer(grant: Grant, { token, access, continuation }: Omit<Granted<ClientForm>, 'form'>): Grant {
  const limit = grantedDebit(access, grant.access);
  const quotes = grantsQuotes(access, grant.access);
  return {
    ...grant,
    ...(continuation ? { continuation } : {}),
    ...(token ? { token, isWider: !isWithin(access, grant.access), quotes, ...(limit ? { limit } : {}) } : {}),
  };
}

/** @throws {TenderError} `grant-wider` after giving the grant back. */
async function refuseWider(deps: OpenPaymentsDeps, grant: Grant, wallet: PayerWallet, signal: AbortSignal): Promise<void> {
  if (!grant.isWider) return;
  // If this fails, `release` tries again.
  await giveBackGrant(deps, grant, keyOfWallet(wallet), signal).catch(() => undefined);
  throw new TenderError('grant-wider', { params: { host: hostOf(grant.endpoint) } });
}
