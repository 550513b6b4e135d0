import type { SafetyView } from '../../messages/safety.ts';

/** A view from the worker; what has another shape, from a worker met in the middle of an update, is left unheard. */
export function parseSafetyView(message: unknown): SafetyView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is SafetyView {
  return typeof message === 'object' && message !== null && 'limits' in message && Array.isArray(message.limits);
}
