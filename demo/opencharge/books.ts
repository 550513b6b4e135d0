import type { Asset } from '../money/amount.ts';

/**
 * The books of the gateways and the provider in the world's ledger. What a party owes its customers is money of an
 * asset of its own, so that the ledger's rules hold for each party's books: `USD@100` is a dollar kept at party 100.
 */
export function moneyAt(ocid: string): Asset {
  return { code: `USD@${ocid}`, scale: 2 };
}

/** The account of `holder` at a party, both by OCID. */
export function accountAt(ocid: string, holder: string): string {
  return `opencharge:${ocid}:account:${holder}`;
}

/** At the payment gateway: received from shoppers, and not settled yet. */
export function unsettledAt(ocid: string): string {
  return `opencharge:${ocid}:unsettled`;
}

/** Where all money at a party comes from: below zero by what the party owes. */
export function owedBy(ocid: string): string {
  return `issuance:USD@${ocid}/2`;
}

/** What the payment gateway has at the merchant gateway and at the provider when the world is made. */
export const RESERVE = 1_000_00n;
