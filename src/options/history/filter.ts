import type { HistoryRow } from '../../messages/history.ts';
import { monthOf } from './dates.ts';

/** What the user wants to see; an empty text wants everything. */
export interface Filter {
  readonly search: string;
  /** As `monthOf` writes it. */
  readonly month: string;
  /** See `siteOf`. */
  readonly site: string;
  /** Also what was declined, has expired or failed, with nothing paid. */
  readonly unpaid: boolean;
}

export const EVERYTHING: Filter = { search: '', month: '', site: '', unpaid: true };

/** What the history opens on: what was paid, and what is open. */
export const PAID_OR_OPEN: Filter = { ...EVERYTHING, unpaid: false };

/** Whether it is over and nothing was paid. Where only a part arrived, something was. */
export function isUnpaid({ state, failure }: HistoryRow): boolean {
  return state === 'declined' || state === 'expired' || (state === 'failed' && failure?.code !== 'paid-in-part');
}

/** The host that a row is known by: the shop's, or the payee's where no page asked. */
export function siteOf({ shop, payee }: HistoryRow): string {
  return shop?.host ?? payee?.host ?? '';
}

/**
 * The rows that a filter lets through, in their order. Every word of the search has to occur: in the shop, the payee or an item.
 * @param wanted the payment whose receipt the address asks for: it is shown, paid or not.
 */
export function filterRows(rows: readonly HistoryRow[], { search, month, site, unpaid }: Filter, wanted?: string): readonly HistoryRow[] {
  const words = folded(search).split(' ').filter(Boolean);
  return rows.filter((row) => {
    if (!unpaid && isUnpaid(row) && row.id !== wanted) return false;
    if (month !== '' && monthOf(row.createdAt) !== month) return false;
    if (site !== '' && siteOf(row) !== site) return false;
    if (words.length === 0) return true;
    const text = folded(textOf(row));
    return words.every((word) => text.includes(word));
  });
}

function textOf({ shop, payee, items }: HistoryRow): string {
  return [shop?.host, payee?.name, payee?.host, payee?.walletAddress, ...items.map(({ label }) => label)].filter(Boolean).join(' ');
}

/** Case, accents and kinds of spaces do not matter to people who search. */
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ');
}

/** The months in which something was asked for, the latest first. */
export function monthsIn(rows: readonly HistoryRow[]): readonly string[] {
  return [...new Set(rows.map(({ createdAt }) => monthOf(createdAt)))].toSorted().toReversed();
}

/** The shops, by name. */
export function sitesIn(rows: readonly HistoryRow[]): readonly string[] {
  return [...new Set(rows.map(siteOf))].toSorted();
}
