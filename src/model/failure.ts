import { toTenderError } from './errors.ts';
import type { Failure } from './payment.ts';

export function failureOf(thrown: unknown): Failure {
  const { code, params } = toTenderError(thrown);
  return { code, params };
}
