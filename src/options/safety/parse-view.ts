import type { SafetyView } from '../../messages/safety.ts';

/** Parses a view from the worker. Views of a worker of another version, during an update, are ignored. */
export function parseSafetyView(message: unknown): SafetyView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is SafetyView {
  return typeof message === 'object' && message !== null && 'limits' in message && Array.isArray(message.limits);
}
