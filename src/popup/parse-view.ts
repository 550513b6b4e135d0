import type { SheetView } from '../messages/sheet.ts';
import { isSheetFace } from '../messages/sheet.ts';

/**
 * Checks a view from the worker. Only our own worker can use the port, and it builds the view from parsed values, so this is not a full
 * validation. It ignores views of a worker of another version, during an update.
 */
export function parseSheetView(message: unknown): SheetView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is SheetView {
  if (!isObject(message)) return false;
  const { payment, closes } = message;
  if (closes !== undefined && closes !== true) return false;
  if (payment === undefined) return true;
  return (
    isObject(payment) &&
    typeof payment['paymentId'] === 'string' &&
    isSheetFace(payment['face']) &&
    Array.isArray(payment['items']) &&
    Array.isArray(payment['wallets'])
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
