import type { HistoryCursor, HistoryReply, HistoryRow } from '../../messages/history.ts';

/** The part of the journal that the page has loaded. */
export interface Known {
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  readonly unreadable: number;
  /** Cursor of the next page; absent if everything is loaded. */
  readonly next?: HistoryCursor;
  /** Reports by payment id. */
  readonly reports: Readonly<Record<string, string>>;
  /** Number of payments that the last deletion deleted; absent before the first deletion. */
  readonly deleted?: number;
  /** Set if the last deletion was not confirmed with the passkey. */
  readonly isRefused?: true;
}

export const NOTHING: Known = { rows: [], unreadable: 0, reports: {} };

/** Applies a message from the worker. */
export function applyReply(known: Known, reply: HistoryReply): Known {
  switch (reply.type) {
    case 'page':
      return withPage(known, reply);
    case 'changed':
      return { ...known, rows: withRow(known.rows, reply.row) };
    case 'deleted':
      return {
        ...withoutDeletion(known),
        rows: known.rows.filter(({ id }) => !reply.paymentIds.includes(id)),
        deleted: reply.paymentIds.length,
      };
    case 'passkey':
      return withoutDeletion(known);
    case 'refused':
      return { ...withoutDeletion(known), isRefused: true };
    default:
      return { ...known, reports: { ...known.reports, [reply.paymentId]: reply.text } };
  }
}

/** Removes the result of the previous deletion. */
function withoutDeletion({ deleted: _deleted, isRefused: _isRefused, ...known }: Known): Known {
  return known;
}

/**
 * Applies a page of the journal. It replaces its range: rows that it does not contain were deleted. The first page comes from a new worker
 * and resets the rest, which is loaded again.
 */
function withPage(known: Known, { rows, unreadable, behind, next }: Extract<HistoryReply, { type: 'page' }>): Known {
  const isBefore = (row: HistoryRow) => behind !== undefined && order(row, behind) <= 0;
  const isBehind = (row: HistoryRow) => next !== undefined && order(row, next) > 0;
  const others = known.rows.filter((row) => isBefore(row) || isBehind(row));
  const { next: _last, ...rest } = known;
  return {
    ...rest,
    rows: rows.reduce(withRow, others),
    unreadable: (behind === undefined ? 0 : known.unreadable) + unreadable,
    ...(next ? { next } : {}),
  };
}

function withRow(rows: readonly HistoryRow[], row: HistoryRow): readonly HistoryRow[] {
  const earlier = rows.find(({ id }) => id === row.id);
  if (earlier && earlier.revision > row.revision) return rows;
  if (earlier) return rows.map((each) => (each === earlier ? row : each));
  const place = rows.findLastIndex((each) => order(each, row) < 0) + 1;
  return rows.toSpliced(place, 0, row);
}

/** The journal's order: newest first, then by id. */
function order(a: HistoryCursor, b: HistoryCursor): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}
