import type { AllowanceWriter, AllowanceStore } from './allowance-writer.ts';
import type { Clock } from '../model/clock.ts';
import type { ConsentPages } from '../consents/consent-pages.ts';
import { TenderError } from '../model/errors.ts';
import type { Rail, RailAllowances } from '../model/rail.ts';

/** Dependencies of the allowances. */
export interface AllowancesContext {
  readonly store: AllowanceStore;
  /** The rail that supports allowances and pays under them. */
  rail(): Rail;
  readonly clock: Clock;
  readonly consent: ConsentPages;
  /** Whether a payment that is not over still needs the grant. */
  isInUse(allowanceId: string): Promise<boolean>;
  readonly onChange: () => void;
}

/** The common dependencies of an allowance's steps. */
export interface AllowanceSteps extends Omit<AllowancesContext, 'store' | 'onChange'> {
  readonly writer: AllowanceWriter;
  /** Ids of allowances with a running task. */
  readonly working: Set<string>;
}

export const NO_SIGNAL = new AbortController().signal;

/** @throws {TenderError} `internal` for a rail that does not support allowances. */
export function allowancesOf(rail: Rail): RailAllowances {
  if (!rail.allowances) throw new TenderError('internal', { params: { what: 'no allowances' } });
  return rail.allowances;
}
