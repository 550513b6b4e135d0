import type { ErrorCode } from '../model/errors.ts';
import type { PlainKey } from './i18n.ts';

/** The text about a payment with an unknown result, by its error code. */
export function checkingText(code: ErrorCode | undefined): PlainKey {
  if (code === 'settlement-late') return 'sheet_late_text';
  return code === 'sender-unknown' ? 'sheet_sender_unknown_text' : 'sheet_checking_text';
}
