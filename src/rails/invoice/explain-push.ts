import type { ErrorCode } from '../../model/errors.ts';
import { TenderError } from '../../model/errors.ts';
import type { EndReason } from '../../stream/index.ts';
import { MalformedPacket, ProbeFailed, UplinkError } from '../../stream/index.ts';
import { hostOf } from '../http/urls.ts';
import { explainUplink } from './open-uplink.ts';

/** Connector error codes (IL-RFC 27) that have a specific meaning for the user. */
const ERROR_CODES: Readonly<Record<string, ErrorCode>> = { T04: 'insufficient-funds', F02: 'payee-not-payable' };

/** Maps a failed rate probe to the error for the user. */
export function explainProbe(url: string, thrown: unknown): TenderError {
  if (thrown instanceof TenderError) return thrown;
  const params = { host: hostOf(url) };
  if (thrown instanceof MalformedPacket) return new TenderError('malformed', { params: { ...params, what: 'packet' }, cause: thrown });
  if (!(thrown instanceof ProbeFailed)) return explainUplink(url, thrown);
  if (thrown.cause instanceof UplinkError) return explainUplink(url, thrown.cause);
  return new TenderError(errorCodeOf(thrown.code) ?? 'unreachable', { params, cause: thrown });
}

/** Maps the reason why a push delivered nothing to the error for the user. */
export function explainEnd(url: string, { kind, code, cause }: EndReason): TenderError {
  const params = { host: hostOf(url) };
  switch (kind) {
    case 'rate-too-low':
    case 'source-limit':
    case 'indivisible':
      return new TenderError('debit-rose', { params });
    case 'receiver-full':
      return new TenderError('payable-changed', { params });
    case 'no-rate':
      return explainProbe(url, cause);
    case 'uplink':
      return explainUplink(url, cause);
    case 'expired':
      return new TenderError('timeout', { params });
    case 'journal':
      return new TenderError('storage-failed', { cause });
    case 'aborted':
      return new TenderError('aborted', { params });
    default:
      return new TenderError(errorCodeOf(code) ?? 'payment-refused', { params });
  }
}

function errorCodeOf(code: string | undefined): ErrorCode | undefined {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code) ? ERROR_CODES[code] : undefined;
}
