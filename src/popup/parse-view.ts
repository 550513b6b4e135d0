import type { SheetView } from '../messages/sheet.ts';
import { SHEET_FACES } from '../messages/sheet.ts';

const FACES: ReadonlySet<unknown> = new Set(SHEET_FACES);

/**
 * A view from the worker. Only our own worker can be at the other end of the port, and it builds the view from parsed values, so
 * this is no validation: it lets a worker of another version, met in the middle of an update, do no worse than leave the sheet as it is.
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
    FACES.has(payment['face']) &&
    Array.isArray(payment['items']) &&
    Array.isArray(payment['wallets'])
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
