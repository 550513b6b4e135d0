import { cleanHost, cleanText } from './untrusted-text.ts';

/** What to call a wallet: its public name, or its host where it has none that can be seen. */
export function walletLabel({ name, host }: { readonly name?: string; readonly host: string }): string {
  return cleanText(name ?? '') || cleanHost(host);
}
