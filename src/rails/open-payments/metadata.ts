import type { Intent } from '../../payments/intent.ts';
import { cleanText } from '../http/text.ts';

/** What a wallet's records say of an order: the page that asked, where there is one, and the page's own name for it. */
export function orderMetadata({ source, requestId }: Intent): Readonly<Record<string, string>> {
  const { origin } = source;
  return { ...(origin === undefined ? {} : { description: cleanText(origin) }), externalRef: cleanText(requestId) };
}
