import type { PrivacyView } from '../../messages/privacy.ts';

/** A view from the worker; what has another shape, from a worker met in the middle of an update, is left unheard. */
export function parsePrivacyView(message: unknown): PrivacyView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is PrivacyView {
  return typeof message === 'object' && message !== null && 'told' in message && Array.isArray(message.told);
}
