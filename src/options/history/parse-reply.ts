import type { HistoryReply } from '../../messages/history.ts';

/** Parses a message from the worker. Messages of a worker of another version, during an update, are ignored. */
export function parseHistoryReply(message: unknown): HistoryReply | undefined {
  return isReply(message) ? message : undefined;
}

function isReply(message: unknown): message is HistoryReply {
  if (!isObject(message)) return false;
  switch (message['type']) {
    case 'page':
      return Array.isArray(message['rows']) && message['rows'].every(isRow);
    case 'changed':
      return isRow(message['row']);
    case 'deleted':
      return Array.isArray(message['paymentIds']);
    case 'report':
      return typeof message['text'] === 'string';
    case 'passkey':
      return isObject(message['command']) && isObject(message['question']);
    case 'refused':
      return true;
    default:
      return false;
  }
}

function isRow(row: unknown): boolean {
  return isObject(row) && typeof row['id'] === 'string' && Array.isArray(row['steps']) && Array.isArray(row['items']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
