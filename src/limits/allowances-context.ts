import type { AllowanceWriter, AllowanceStore } from './allowance-writer.ts';
import type { Clock } from '../model/clock.ts';
import type { ConsentPages } from '../consents/consent-pages.ts';
import { TenderError } from '../model/errors.ts';
import type { Rail, RailAllowances } from '../model/rail.ts';

/** What the allowances need from outside. */
export interface AllowancesContext {
  readonly store: AllowanceStore;
  /** The rail whose wallets know allowances; it pays under the ones that are kept here. */
  rail(): Rail;
  readonly clock: Clock;
  readonly consent: ConsentPages;
  /** Whether a payment that is not over still needs the grant. */
  isInUse(allowanceId: string): Promise<boolean>;
  readonly onChange: () => void;
}

/** What the steps of an allowance share. */
export interface AllowanceSteps extends Omit<AllowancesContext, 'store' | 'onChange'> {
  readonly writer: AllowanceWriter;
  /** What is being asked for, taken or given back now, by id. */
  readonly working: Set<string>;
}

export const NO_SIGNAL = new AbortController().signal;

/** @throws {TenderError} `internal` for a rail whose wallets know no allowances. */
export function allowancesOf(rail: Rail): RailAllowances {
  if (!rail.allowances) throw new TenderError('internal', { params: { what: 'no allowances' } });
  return rail.allowances;
}
