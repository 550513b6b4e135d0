import type { ManualPaymentView } from '../../messages/manual-payment.ts';

/** Parses a view from the worker. See `parseSheetView` in `../parse-view.ts`. */
export function parseManualPaymentView(message: unknown): ManualPaymentView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is ManualPaymentView {
  if (typeof message !== 'object' || message === null) return false;
  return 'found' in message && Array.isArray(message.found) && 'more' in message && typeof message.more === 'number';
}
