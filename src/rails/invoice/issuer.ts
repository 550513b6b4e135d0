import { TenderError } from '../../model/errors.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { isServerUrl } from '../http/url-policy.ts';
import { hostOf, sameOrigin } from '../http/urls.ts';
import type { Issuer, InvoiceDeps } from './deps.ts';
import { issuerAnswer } from './wire.ts';

/** Milliseconds for which a discovery result is used. */
const DISCOVERY_LIFETIME = 24 * 60 * 60_000;

/**
 * Finds the endpoints with which the wallet's provider quotes and pays invoices (early Open Payments, `/.well-known/open-payments`).
 * @throws {TenderError} `not-an-issuer` if it does neither, and the errors of `call`.
 */
export async function issuerOf(deps: InvoiceDeps, wallet: PayerWallet, signal: AbortSignal): Promise<Issuer> {
  const known = await deps.issuers.get(wallet.id);
  const age = known && deps.clock.now() - known.readAt;
  if (known && age !== undefined && age >= 0 && age < DISCOVERY_LIFETIME) return known;
  const issuer = await discover(deps, wallet, signal);
  await deps.issuers.put(wallet.id, issuer);
  return issuer;
}

async function discover(deps: InvoiceDeps, wallet: PayerWallet, signal: AbortSignal): Promise<Issuer> {
  const url = new URL('/.well-known/open-payments', wallet.address).href;
  const answer = await call(deps, { method: 'GET', url, signal }, issuerAnswer).catch((thrown: unknown) => {
    throw isNoIssuer(thrown) ? notAnIssuer(wallet, thrown) : thrown;
  });
  const { invoice_quotes_endpoint: quotes, invoice_payments_endpoint: payments } = answer;
  // Tokens are sent to both endpoints, so they must be on the wallet's own servers.
  const areOwn = [quotes, payments].every((endpoint) => isServerUrl(endpoint, deps.policy) && isOwn(endpoint, wallet));
  if (!areOwn) throw new TenderError('malformed', { params: { host: hostOf(url), what: 'invoice_payments_endpoint' } });
  return { quotes, payments, readAt: deps.clock.now() };
}

function isOwn(endpoint: string, { address, resourceServer }: PayerWallet): boolean {
  return sameOrigin(endpoint, resourceServer) || sameOrigin(endpoint, address);
}

/** Whether the server answered, but not as an issuer does. */
function isNoIssuer(thrown: unknown): boolean {
  if (thrown instanceof Refusal) return thrown.facts.status < 500 && thrown.facts.status !== 429;
  return thrown instanceof TenderError && ['not-json', 'malformed', 'too-large', 'redirected'].includes(thrown.code);
}

function notAnIssuer(wallet: PayerWallet, cause: unknown): TenderError {
  return new TenderError('not-an-issuer', { params: { host: hostOf(wallet.address) }, cause });
}
