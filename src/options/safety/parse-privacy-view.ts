import type { PrivacyView } from '../../messages/privacy.ts';

/** Parses a view from the worker. Views of a worker of another version, during an update, are ignored. */
export function parsePrivacyView(message: unknown): PrivacyView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is PrivacyView {
  return typeof message === 'object' && message !== null && 'told' in message && Array.isArray(message.told);
}
