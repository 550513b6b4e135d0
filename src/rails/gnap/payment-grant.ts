import { TenderError } from '../../model/errors.ts';
import type { Authorization, RailTools } from '../../model/rail.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import type { RequestKey } from '../http/signature.ts';
import { hostOf } from '../http/urls.ts';
import type { PaymentAccess } from './access.ts';
import { grantedDebit, grantsQuotes, isWithin, toAccessRequest } from './access.ts';
import { continueGrant } from './continuation.ts';
import type { GrantDeps } from './deps.ts';
import { explain } from './explain.ts';
import type { ClientForm, Granted } from './grant.ts';
import { requestGrant } from './grant.ts';
import type { Grant } from './grant-state.ts';
import { checkRedirect, newInteraction, readFinishRedirect, toInteractRequest } from './interaction.ts';
import { keyOfWallet } from './keys.ts';
import { payerForms } from './client-forms.ts';
import { revokeGrantAndToken } from './release.ts';

/**
 * Requests a grant for payments at the payer's wallet. The response is saved under `grant` of the rail's state.
 * @throws {TenderError} `key-removed`, `wallet-nameless`, `clock-skew`, `consent-elsewhere`, `grant-wider`, `refused`, and the errors of
 *   `call`.
 */
export async function requestPaymentGrant(
  deps: GrantDeps,
  wallet: PayerWallet,
  access: PaymentAccess,
  tools: RailTools,
): Promise<Authorization> {
  const interaction = newInteraction(deps.finishUrl);
  const granted = await requestGrant(
    deps,
    { authServer: wallet.authServer, access: toAccessRequest(access), interact: toInteractRequest(interaction), signal: tools.signal },
    payerForms(wallet),
  ).catch((thrown: unknown) => Promise.reject(explain(thrown)));
  const { interact, continuation } = granted;
  const requested: Grant = {
    walletId: wallet.id,
    endpoint: wallet.authServer,
    // The server counts its `wait` from before its response arrived here. Counted from now, the wait never ends too early.
    createdAt: deps.clock.now(),
    access: { ...access, debit: { ...access.debit } },
    ...(interact ? { interaction: { ...interaction, serverNonce: interact.finish } } : {}),
  };
  const grant = withAnswer(requested, granted);
  await tools.save({ grant });
  if (grant.token) {
    await rejectWiderGrant(deps, grant, wallet, tools.signal);
    return { kind: 'granted', state: { grant } };
  }
  if (!interact || !continuation) throw new TenderError('malformed', { params: { host: hostOf(wallet.authServer), what: 'interact' } });
  checkRedirect(interact.redirect, [wallet.authServer, wallet.address, wallet.resourceServer], deps.policy);
  return { kind: 'interact', url: interact.redirect, state: { grant } };
}

/**
 * Reads the finish redirect and exchanges it for the access token, which is then saved under `grant`. Idempotent: steps that are done are
 * not repeated.
 * @throws {TenderError} `consent-forged`, `consent-denied`, `consent-expired`, `consent-lost`, `grant-wider` (after the grant was revoked),
 *   and the errors of `call`, after which the call may be repeated.
 */
export async function finishPaymentGrant(deps: GrantDeps, grant: Grant, returnUrl: string, tools: RailTools): Promise<Grant> {
  const wallet = await deps.wallets.get(grant.walletId);
  const finished = grant.token ? grant : await exchange(deps, grant, returnUrl, keyOfWallet(wallet), tools);
  await rejectWiderGrant(deps, finished, wallet, tools.signal);
  return finished;
}

async function exchange(deps: GrantDeps, grant: Grant, returnUrl: string, key: RequestKey, tools: RailTools): Promise<Grant> {
  const { continuation, interactRef: used } = grant;
  if (!continuation) throw new TenderError('consent-lost', { params: { host: hostOf(grant.endpoint) } });
  const interactRef = used ?? (await readFinishRedirect(grant, returnUrl));
  const held = { ...grant, continuation, interactRef };
  if (used === undefined) await tools.save({ grant: held });
  const granted = await continueGrant(deps, held, key, used !== undefined, tools.signal).catch((thrown: unknown) =>
    Promise.reject(explain(thrown)),
  );
  const finished = withAnswer(held, granted);
  // Saved first: the server issues the token only once.
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

/** @throws {TenderError} `grant-wider` after revoking the grant. */
async function rejectWiderGrant(deps: GrantDeps, grant: Grant, wallet: PayerWallet, signal: AbortSignal): Promise<void> {
  if (!grant.isWider) return;
  // If this fails, `release` tries again.
  await revokeGrantAndToken(deps, grant, keyOfWallet(wallet), signal).catch(() => undefined);
  throw new TenderError('grant-wider', { params: { host: hostOf(grant.endpoint) } });
}

/** Revokes the grant of an earlier attempt at the same payment: it would stay unused at the wallet. */
export async function revokeEarlierGrant(
  deps: GrantDeps,
  earlier: Grant | undefined,
  wallet: PayerWallet,
  signal: AbortSignal,
): Promise<void> {
  if (earlier?.walletId === wallet.id) await revokeGrantAndToken(deps, earlier, keyOfWallet(wallet), signal).catch(() => undefined);
}
