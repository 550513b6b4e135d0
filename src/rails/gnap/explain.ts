import type { ErrorCode } from '../../model/errors.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import { Refusal } from '../http/refusal.ts';

/**
 * Maps a refusal of the payer's wallet to the error for the user. Other errors stay unchanged.
 * @param otherwise error code for a refusal with the code `refused` that has no specific meaning.
 */
export function explain(thrown: unknown, otherwise?: ErrorCode): TenderError {
  if (!(thrown instanceof Refusal)) return toTenderError(thrown);
  if (thrown.isClockSkew) return withCode(thrown, 'clock-skew');
  if (thrown.isNameless) return withCode(thrown, 'wallet-nameless');
  if (thrown.isUnknownKey) return withCode(thrown, 'key-removed');
  if (thrown.isDeadToken) return withCode(thrown, 'token-dead');
  return otherwise && thrown.code === 'refused' ? withCode(thrown, otherwise) : thrown;
}

/** Converts a refusal to an error with another code and the same params. */
export function withCode(refusal: Refusal, code: ErrorCode): TenderError {
  return new TenderError(code, { params: refusal.params, cause: refusal });
}
