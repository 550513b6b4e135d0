import type { SafetyField, SafetyLimits } from '../../messages/safety.ts';
import { readTypedAmount, type TypedAmount, writeTypedAmount } from '../../ui/typed-amount.ts';

/** The unsaved input of the limit fields, by currency. */
export type TypedLimits = Readonly<Record<string, Partial<Record<SafetyField, string>>>>;

/** A field whose text cannot be parsed as an amount. */
export interface WrongLimit {
  readonly currency: string;
  readonly name: SafetyField;
  readonly typed: Exclude<TypedAmount, { kind: 'decimal' }>;
}

const FIELDS: readonly SafetyField[] = ['perPayment', 'perSiteDay', 'passkeyAbove'];

/** The text of the fields: the input if there is any, else the saved values, formatted like input. */
export function shownLimits(saved: SafetyLimits, typed: TypedLimits): SafetyLimits {
  const shown = FIELDS.map((name) => [name, saved[name] === '' ? '' : writeTypedAmount(saved[name])]);
  return { ...saved, ...(Object.fromEntries(shown) as Record<SafetyField, string>), ...typed[saved.currency] };
}

/** Parses the input to decimals. Fields without input keep their saved value exactly. */
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
