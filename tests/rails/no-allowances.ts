import { TenderError } from '../../src/model/errors.ts';
import type { AllowanceStates } from '../../src/model/rail.ts';

/** For payments that have grants of their own. */
export const noAllowances: AllowanceStates = {
  idFor: () => Promise.resolve(undefined),
  get: () => Promise.reject(new TenderError('consent-lost')),
  lost: () => Promise.resolve(),
  save: () => Promise.reject(new TenderError('consent-lost')),
};
