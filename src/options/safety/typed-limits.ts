import type { SafetyField, SafetyLimits } from '../../messages/safety.ts';
import { readTypedAmount, type TypedAmount, writeTypedAmount } from '../../ui/typed-amount.ts';

/** What was typed into the fields of the limits since they were saved, by currency. */
export type TypedLimits = Readonly<Record<string, Partial<Record<SafetyField, string>>>>;

/** A field whose text cannot be read as one amount. */
export interface WrongLimit {
  readonly currency: string;
  readonly name: SafetyField;
  readonly typed: Exclude<TypedAmount, { kind: 'decimal' }>;
}

const FIELDS: readonly SafetyField[] = ['perPayment', 'perSiteDay', 'passkeyAbove'];

/** What the fields show: what was typed, else what is saved, written as the user types it. */
export function shownLimits(saved: SafetyLimits, typed: TypedLimits): SafetyLimits {
  const shown = FIELDS.map((name) => [name, saved[name] === '' ? '' : writeTypedAmount(saved[name])]);
  return { ...saved, ...(Object.fromEntries(shown) as Record<SafetyField, string>), ...typed[saved.currency] };
}

/** The limits as they are saved: decimals. What was not typed stays as it is to the letter. */
export function readLimits(saved: readonly SafetyLimits[], typed: TypedLimits): readonly SafetyLimits[] | WrongLimit {
  const limits: SafetyLimits[] = [];
  for (const one of saved) {
    const read: Partial<Record<SafetyField, string>> = {};
    for (const [name, text] of Object.entries(typed[one.currency] ?? {}) as [SafetyField, string][]) {
      const amount = text.trim() === '' ? ({ kind: 'decimal', value: '' } as const) : readTypedAmount(text);
      if (amount.kind !== 'decimal') return { currency: one.currency, name, typed: amount };
      read[name] = amount.value;
    }
    limits.push({ ...one, ...read });
  }
  return limits;
}
