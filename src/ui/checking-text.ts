import type { ErrorCode } from '../model/errors.ts';
import type { PlainKey } from './i18n.ts';

const TEXTS: Partial<Record<ErrorCode, PlainKey>> = {
  'settlement-late': 'sheet_late_text',
  'sender-unknown': 'sheet_sender_unknown_text',
  'proof-missing': 'sheet_proof_missing_text',
  'proof-invalid': 'sheet_proof_invalid_text',
};

/** What is said of a payment whose end is not known, by what is. */
export function checkingText(code: ErrorCode | undefined): PlainKey {
  return (code && TEXTS[code]) ?? 'sheet_checking_text';
}

/** Codes with which the payee has what was due: their own title says more than that both sides are being read. */
const PAID_TITLES = {
  'sender-unknown': 'error_sender_unknown_title',
  'proof-missing': 'error_proof_missing_title',
  'proof-invalid': 'error_proof_invalid_title',
} as const satisfies Partial<Record<ErrorCode, PlainKey>>;

/** The title of a payment whose end is not known. */
export function checkingTitle(code: ErrorCode | undefined): PlainKey {
  return code !== undefined && isPaidTitle(code) ? PAID_TITLES[code] : 'sheet_checking_title';
}

function isPaidTitle(code: ErrorCode): code is keyof typeof PAID_TITLES {
  return Object.hasOwn(PAID_TITLES, code);
}
