import type { Allowances } from '../limits/allowances.ts';
import type { Rail } from '../model/rail.ts';
import type { HttpDeps } from '../rails/http/deps.ts';
import { invoiceRail } from '../rails/invoice/rail.ts';
import type { OpenPaymentsDeps } from '../rails/open-payments/deps.ts';
import { openPaymentsRail } from '../rails/open-payments/rail.ts';
import type { Uplinks } from '../wallets/connector/connector-accounts.ts';
import type { Wallets } from '../wallets/open-payments/wallets.ts';
import type { Stores } from './stores.ts';

interface RailParts {
  readonly http: HttpDeps;
  readonly stores: Pick<Stores, 'tokens' | 'issuers'>;
  readonly wallets: Wallets;
  readonly uplinks: Uplinks;
  readonly disclosures: OpenPaymentsDeps['disclosures'];
  /** Asked for late: allowances are given over a rail themselves. */
  readonly allowances: () => Allowances;
  /** Where wallets send people back to. */
  readonly finishUrl: string;
}

interface Rails {
  /** Every way to pay, by its id. */
  readonly rails: ReadonlyMap<string, Rail>;
  /** The one whose wallets know allowances. */
  readonly openPayments: Rail;
}

/** Puts the ways to pay on their ground. */
export function openRails({ http, stores: { tokens, issuers }, wallets, uplinks, disclosures, allowances, finishUrl }: RailParts): Rails {
  const openPayments = openPaymentsRail({
    ...http,
    wallets,
    tokens,
    disclosures,
    allowances: {
      idFor: (walletId) => allowances().idFor(walletId),
      get: (id) => allowances().get(id),
      save: (id, state) => allowances().save(id, state),
      lost: (id, error) => allowances().lost(id, error),
    },
    finishUrl,
  });
  const invoices = invoiceRail({ ...http, wallets, tokens, issuers, uplinks, finishUrl });
  return { rails: new Map([openPayments, invoices].map((rail) => [rail.id, rail])), openPayments };
}
