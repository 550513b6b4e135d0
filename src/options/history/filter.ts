import type { HistoryRow } from '../../messages/history.ts';
import { monthOf } from './dates.ts';

/** The user's filter; an empty text matches every payment. */
export interface Filter {
  readonly search: string;
  /** In the format of `monthOf`. */
  readonly month: string;
  /** See `siteOf`. */
  readonly site: string;
  /** Includes declined, expired and failed payments. */
  readonly unpaid: boolean;
}

export const EVERYTHING: Filter = { search: '', month: '', site: '', unpaid: true };

/** The default filter: paid payments, and those in progress. */
export const PAID_OR_OPEN: Filter = { ...EVERYTHING, unpaid: false };

/** Whether the payment is over and nothing was paid. False for a partial payment. */
export function isUnpaid({ state, failure }: HistoryRow): boolean {
  return state === 'declined' || state === 'expired' || (state === 'failed' && failure?.code !== 'paid-in-part');
}

/** The host that identifies a row: the shop's, or the payee's if no page requested the payment. */
export function siteOf({ shop, payee }: HistoryRow): string {
  return shop?.host ?? payee?.host ?? '';
}

/**
 * The rows that match a filter, in the same order. Every word of the search must occur in the shop, the payee or an item.
 * @param wanted id of the payment in the URL, which is always included.
 */
export function filterRows(rows: readonly HistoryRow[], { search, month, site, unpaid }: Filter, wanted?: string): readonly HistoryRow[] {
  const words = normalised(search).split(' ').filter(Boolean);
  return rows.filter((row) => {
    if (!unpaid && isUnpaid(row) && row.id !== wanted) return false;
    if (month !== '' && monthOf(row.createdAt) !== month) return false;
    if (site !== '' && siteOf(row) !== site) return false;
    if (words.length === 0) return true;
    const text = normalised(textOf(row));
    return words.every((word) => text.includes(word));
  });
}

function textOf({ shop, payee, items }: HistoryRow): string {
  return [shop?.host, payee?.name, payee?.host, payee?.walletAddress, ...items.map(({ label }) => label)].filter(Boolean).join(' ');
}

/** Removes differences of case, accents and kinds of spaces. */
function normalised(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ');
}

/** The months with payments, the latest first. */
export function monthsIn(rows: readonly HistoryRow[]): readonly string[] {
  return [...new Set(rows.map(({ createdAt }) => monthOf(createdAt)))].toSorted().toReversed();
}

/** The shops, sorted by name. */
export function sitesIn(rows: readonly HistoryRow[]): readonly string[] {
  return [...new Set(rows.map(siteOf))].toSorted();
}
