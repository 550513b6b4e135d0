import type { AllowanceStates, Rail } from '../model/rail.ts';
import type { Disclosure } from '../model/permission.ts';
import type { PayerWallets, TokenStore } from '../model/payer-wallet.ts';
import type { HttpDeps } from './http/deps.ts';
import type { IssuerStore, PayerUplinks } from './invoice/deps.ts';
import { invoiceRail } from './invoice/rail.ts';
import { openPaymentsRail } from './open-payments/rail.ts';
import { practiceRail } from './practice/rail.ts';
import type { EvidenceStore } from './opencharge/deps.ts';
import { openChargeRail } from './opencharge/rail.ts';

/** The dependencies of all rails; each uses a part. */
export interface RailsDeps extends HttpDeps {
  readonly wallets: PayerWallets;
  /** Accounts at connectors. */
  readonly uplinks: PayerUplinks;
  /** Access tokens that are used for several payments. */
  readonly tokens: TokenStore;
  /** Discovery results of issuers. */
  readonly issuers: IssuerStore;
  /** The disclosures to payees' servers that the user has allowed. */
  readonly disclosures: { isAllowed(disclosure: Disclosure): Promise<boolean> };
  /** The grants of allowances, which several payments share. */
  readonly allowances: AllowanceStates;
  /** The evidence that payments have. */
  readonly evidence: EvidenceStore;
  /** Base https URL to which wallets redirect the user; ends in `/`. */
  readonly finishUrl: string;
  /** Where the extension's own pages are; ends in `/`. */
  readonly ownPages: string;
}

/** Opens a rail. One that pays through another finds that among those opened `before` it. */
type OpenRail = (deps: RailsDeps, before: ReadonlyMap<string, Rail>) => Rail;

/** The registry: one line for each rail. */
const RAILS: readonly OpenRail[] = [
  // Open Payments incoming payments and wallet addresses.
  openPaymentsRail,
  // Invoices of early Open Payments, by the issuer or by a push over STREAM.
  invoiceRail,
  // Orders that merchants signed (OpenCharge), paid through the Open Payments rail.
  openChargeRail,
  // A make-believe shop and wallet, to try it without money; the sample for new rails.
  practiceRail,
];

/** Every rail, by its id. */
export function openRails(deps: RailsDeps): ReadonlyMap<string, Rail> {
  const rails = new Map<string, Rail>();
  for (const open of RAILS) {
    const rail = open(deps, rails);
    rails.set(rail.id, rail);
  }
  return rails;
}
