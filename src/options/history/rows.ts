import type { HistoryCursor, HistoryReply, HistoryRow } from '../../messages/history.ts';

/** What the page knows of the journal. */
export interface Known {
  /** Newest first. */
  readonly rows: readonly HistoryRow[];
  readonly unreadable: number;
  /** Where to read on; absent when everything has been read. */
  readonly next?: HistoryCursor;
  /** Reports by payment. */
  readonly reports: Readonly<Record<string, string>>;
  /** How many payments the last deletion took; absent before the first one. */
  readonly deleted?: number;
  /** Set where the last deletion was not confirmed by the passkey. */
  readonly isRefused?: true;
}

export const NOTHING: Known = { rows: [], unreadable: 0, reports: {} };

/** What is known after one more word from the worker. */
export function learn(known: Known, reply: HistoryReply): Known {
  switch (reply.type) {
    case 'page':
      return withPart(known, reply);
    case 'changed':
      return { ...known, rows: withRow(known.rows, reply.row) };
    case 'deleted':
      return { ...answered(known), rows: known.rows.filter(({ id }) => !reply.paymentIds.includes(id)), deleted: reply.paymentIds.length };
    case 'passkey':
      return answered(known);
    case 'refused':
      return { ...answered(known), isRefused: true };
    default:
      return { ...known, reports: { ...known.reports, [reply.paymentId]: reply.text } };
  }
}

/** Without what was said of the deletion before. */
function answered({ deleted: _deleted, isRefused: _isRefused, ...known }: Known): Known {
  return known;
}

/**
 * A part is the truth about its stretch of the journal: rows there that it does not hold are gone. The first part also begins
 * anew, as it comes from a worker that has just read its journal; what it does not reach will be read again behind it.
 */
function withPart(known: Known, { rows, unreadable, behind, next }: Extract<HistoryReply, { type: 'page' }>): Known {
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

/** The journal's order: the newest first, those of one millisecond by id. */
function order(a: HistoryCursor, b: HistoryCursor): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}
