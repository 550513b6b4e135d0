import type { OptionsView } from '../messages/options.ts';

/** Parses a view from the worker. Views of a worker of another version, during an update, are ignored. */
export function parseOptionsView(message: unknown): OptionsView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is OptionsView {
  return typeof message === 'object' && message !== null && 'wallets' in message && Array.isArray(message.wallets);
}
