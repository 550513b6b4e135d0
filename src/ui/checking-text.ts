import type { ErrorCode } from '../model/errors.ts';
import type { PlainKey } from './i18n.ts';

/** What is said of a payment whose end is not known, by what is. */
export function checkingText(code: ErrorCode | undefined): PlainKey {
  if (code === 'settlement-late') return 'sheet_late_text';
  return code === 'sender-unknown' ? 'sheet_sender_unknown_text' : 'sheet_checking_text';
}
