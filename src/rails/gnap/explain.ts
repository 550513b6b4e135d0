import type { ErrorCode } from '../../model/errors.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import { Refusal } from '../http/refusal.ts';

/** What the payer's wallet refused, said as the error shown to the user; anything else as it is. */
export function explain(thrown: unknown, otherwise?: ErrorCode): TenderError {
  if (!(thrown instanceof Refusal)) return toTenderError(thrown);
  if (thrown.isClockSkew) return renamed(thrown, 'clock-skew');
  if (thrown.isNameless) return renamed(thrown, 'wallet-nameless');
  if (thrown.isUnknownKey) return renamed(thrown, 'key-removed');
  if (thrown.isDeadToken) return renamed(thrown, 'token-dead');
  return otherwise && thrown.code === 'refused' ? renamed(thrown, otherwise) : thrown;
}

/** The refusal under another code, its facts kept. */
export function renamed(refusal: Refusal, code: ErrorCode): TenderError {
  return new TenderError(code, { params: refusal.params, cause: refusal });
}
