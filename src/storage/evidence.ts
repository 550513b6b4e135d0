import * as v from 'valibot';
import type { Payment } from '../model/payment.ts';
import type { Database } from './database.ts';
import { stored } from './database.ts';
import { evidence } from './payment-row.ts';

/** Finds evidence that a payment has, on its receipt or in its rail state. */
export interface EvidenceIndex {
  /** Whether another payment than `exceptBy` has evidence with this reference. @throws {TenderError} `storage-failed`. */
  isUsed(reference: string, exceptBy: string): Promise<boolean>;
}

/** The evidence of all payments, by an index: no row is read, however long the history is. */
export function indexedEvidence(database: Database): EvidenceIndex {
  return {
    isUsed: (reference, exceptBy) =>
      stored(async () => (await database.getAllKeysFromIndex('payments', 'evidence', reference)).some((id) => id !== exceptBy)),
  };
}

/** The references of a payment's evidence, by which the index finds it. */
export function evidenceReferences({ receipt, rail }: Payment): readonly string[] {
  const kept = v.safeParse(v.array(evidence), rail?.['evidence']);
  const all = [...(receipt?.evidence ?? []), ...(kept.success ? kept.output : [])];
  return [...new Set(all.map(({ reference }) => reference))];
}
