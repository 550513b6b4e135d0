import type { ManualPaymentView } from '../../messages/manual-payment.ts';

/** A view from the worker; as with the sheet's own, this is no validation but lets a worker of another version do no harm. */
export function parseBringView(message: unknown): ManualPaymentView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is ManualPaymentView {
  if (typeof message !== 'object' || message === null) return false;
  return 'found' in message && Array.isArray(message.found) && 'more' in message && typeof message.more === 'number';
}
