import { cleanHost, cleanText } from './untrusted-text.ts';

/** A wallet's label: its public name, or its host if it has no visible name. */
export function walletLabel({ name, host }: { readonly name?: string; readonly host: string }): string {
  return cleanText(name ?? '') || cleanHost(host);
}
