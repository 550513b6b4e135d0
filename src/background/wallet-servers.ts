import type { Allowances } from '../limits/allowances.ts';
import type { Journal } from '../model/journal.ts';
import { isCheckingStopped } from '../model/journal.ts';
import { isOver } from '../model/states.ts';
import type { TokenStore } from '../model/payer-wallet.ts';
import type { HttpDeps } from '../rails/http/deps.ts';
import { QUOTE_TYPES, quoteTokenKey } from '../rails/gnap/quote-tokens.ts';
import { isKeyPublished } from '../rails/open-payments/jwks.ts';
import { hostOf, sameWalletAddress } from '../rails/http/urls.ts';
import { readKeyPage } from '../rails/open-payments/key-page.ts';
import { findWalletAddress, normaliseWalletAddress } from '../rails/open-payments/wallet-address.ts';
import type { IndexedIssuers } from '../storage/issuers.ts';
import { isKeyPageTemplate, withoutPlaceholders } from '../wallets/open-payments/key-page.ts';
import type { WalletServers } from '../wallets/open-payments/wallets.ts';
import type { AskKeyPage } from '../controllers/options/key-pages.ts';
import { plainAddress } from '../controllers/manual-payment/plain-link.ts';

/** A page that nobody announces in this time is looked for without the announcement. */
const ANNOUNCE_WITHIN = 4_000;

/** Asks wallets' hosts for their key pages. */
export function askKeyPage(http: HttpDeps): AskKeyPage {
  const asAddress = (text: string) => (isKeyPageTemplate(text) ? withoutPlaceholders(text) : undefined);
  return (address) => readKeyPage(http, address, asAddress, AbortSignal.timeout(ANNOUNCE_WITHIN));
}

/** What linking needs of the wallets' servers, spoken over Open Payments. */
export function walletServers(
  http: HttpDeps,
  { journal, tokens, issuers }: { readonly journal: Journal; readonly tokens: TokenStore; readonly issuers: IndexedIssuers },
  allowances: () => Allowances,
): WalletServers {
  const { signal } = new AbortController();
  return {
    fetchWalletAddress: async (typed) => {
      const named = normaliseWalletAddress(plainAddress(typed), http.policy);
      const { id, ...facts } = await findWalletAddress(http, named, signal);
      return { address: id, ...facts, ...(sameWalletAddress(id, named) ? {} : { ledFrom: hostOf(named) }) };
    },
    publishes: (address, key) => isKeyPublished(http, address, key, signal),
    revoke: async ({ id, keyId }) => {
      await allowances().revokeAllOf(id);
      await issuers.delete(id);
      await Promise.all(QUOTE_TYPES.map((type) => tokens.delete(quoteTokenKey(type, { id, keyId }))));
    },
    isInUse: async (id) => {
      const unfinished = await journal.unfinished();
      return unfinished.some(
        (payment) => payment.walletId === id && !isOver(payment.state) && !isCheckingStopped(payment) && payment.approval !== undefined,
      );
    },
  };
}
