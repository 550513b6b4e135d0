import { TenderError } from '../../model/errors.ts';
import type { PayerWallet } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';
import { hostOf } from '../http/urls.ts';
import { requestGrant } from './grant.ts';
import { keyOfWallet } from './keys.ts';
import { payerForms } from './client-forms.ts';
import type { TokenSource } from './token.ts';
import { rotate, NEVER_ABORTED } from './token.ts';

/** Access types of quotes: for incoming payments, and for invoices at the wallet's issuer. */
export const QUOTE_TYPES = ['quote', 'invoice-quote'] as const;
type QuoteType = (typeof QUOTE_TYPES)[number];

/**
 * The storage key of a wallet's quote token. A server may bind a token to the key that requested it (RFC 9635), so a replaced key needs a
 * new token.
 */
export function quoteTokenKey(type: QuoteType, { id, keyId }: Pick<PayerWallet, 'id' | 'keyId'>): string {
  return `${type}:${id}:${keyId}`;
}

/** Source of a wallet's quote token. Its grant needs no interaction. */
export function quoteTokens(deps: HttpDeps, wallet: PayerWallet, type: QuoteType): TokenSource {
  return {
    storeKey: quoteTokenKey(type, wallet),
    rotate: (token) => rotate(deps, token, wallet.authServer, keyOfWallet(wallet)),
    async obtain() {
      const access = [{ type, actions: ['create'] }];
      const { token } = await requestGrant(deps, { authServer: wallet.authServer, access, signal: NEVER_ABORTED }, payerForms(wallet));
      if (token) return token;
      throw new TenderError('quote-refused', { params: { host: hostOf(wallet.authServer) } });
    },
  };
}
