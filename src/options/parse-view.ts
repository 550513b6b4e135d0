import type { OptionsView } from '../messages/options.ts';

/** A view from the worker; what has another shape, from a worker met in the middle of an update, is left unheard. */
export function parseOptionsView(message: unknown): OptionsView | undefined {
  return isView(message) ? message : undefined;
}

function isView(message: unknown): message is OptionsView {
  return typeof message === 'object' && message !== null && 'wallets' in message && Array.isArray(message.wallets);
}
