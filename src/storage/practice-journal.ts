import * as v from 'valibot';
import { TenderError } from '../model/errors.ts';
import type { Journal } from '../model/journal.ts';
import { isDuplicateOf, isReleased } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';
import { paymentRow } from './payment-row.ts';

const KEY = 'practice';
const rows = v.array(paymentRow);

type Payments = readonly Payment[];

/**
 * The journal with practice payments kept apart from it, in one row of the settings: there is seldom more than one. The engine finds both;
 * what limits, the memory of payees, the history and its exports read are the journal's own methods, so that practice cannot count there.
 */
export function withPractice(journal: Journal, database: Database): Journal {
  // Nobody else writes this row, so that it is read once.
  let known: Payments | undefined;
  // What cannot be read is forgotten: it moved no money.
  const all = (): Promise<Payments> => stored(async () => (known ??= read(rows, await database.get('settings', KEY)) ?? []));
  const change = (next: (kept: Payments) => Payments): Promise<void> =>
    stored(async () => {
      const write = database.transaction('settings', 'readwrite', { durability: 'strict' });
      const kept = next(read(rows, await write.store.get(KEY)) ?? []);
      await write.store.put(kept, KEY);
      await write.done;
      known = kept;
    });
  const withKept = async (reading: Promise<Payments>, isWanted: (payment: Payment) => boolean): Promise<Payments> => {
    const [real, kept] = await Promise.all([reading, all()]);
    return [...kept.filter(isWanted), ...real];
  };
  return {
    ...journal,
    async insert(payment) {
      if (!payment.isPractice) return journal.insert(payment);
      let stands = payment;
      await change((before) => {
        // Those that are over and were seen make way for the new one.
        const kept = before.filter((earlier) => !isReleased(earlier) || earlier.seenAt === undefined);
        stands = kept.find((earlier) => isDuplicateOf(payment, earlier)) ?? payment;
        return stands === payment ? [...kept, payment] : kept;
      });
      return stands;
    },
    get: async (id) => (await journal.get(id)) ?? (await all()).find((payment) => payment.id === id),
    // No limit speaks of practice, so there is nothing to guard.
    replace: (next, guards) => (next.isPractice ? change((kept) => replaced(kept, next)) : journal.replace(next, guards)),
    unfinished: () => withKept(journal.unfinished(), (payment) => !isReleased(payment)),
    since: (from) => withKept(journal.since(from), ({ createdAt }) => createdAt >= from),
  };
}

function replaced(kept: Payments, next: Payment): Payments {
  const before = kept.find(({ id }) => id === next.id);
  if (before?.revision !== next.revision - 1) throw new TenderError('internal', { params: { what: 'stale write' } });
  return kept.map((payment) => (payment === before ? next : payment));
}
