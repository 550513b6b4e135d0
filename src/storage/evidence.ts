import * as v from 'valibot';
import type { Clock } from '../model/clock.ts';
import { DELETED_LIFE } from '../model/deleted-payment.ts';
import type { Journal } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { evidence } from './payment-row.ts';

/** Finds evidence that a payment has, on its receipt or in its rail state. */
export interface EvidenceIndex {
  isUsed(reference: string, exceptBy: string): Promise<boolean>;
}

/** The evidence of the journal's payments of the last 62 days; the period of a session is much shorter. */
export function evidenceIndex(journal: Journal, clock: Pick<Clock, 'now'>): EvidenceIndex {
  return {
    isUsed: async (reference, exceptBy) => {
      const recent = await journal.since(clock.now() - DELETED_LIFE);
      return recent.some((payment) => payment.id !== exceptBy && referencesOf(payment).includes(reference));
    },
  };
}

function referencesOf({ receipt, rail }: Payment): readonly string[] {
  const kept = v.safeParse(v.array(evidence), rail?.['evidence']);
  return [...(receipt?.evidence ?? []), ...(kept.success ? kept.output : [])].map(({ reference }) => reference);
}
