import type { Intent } from '../../model/intent.ts';
import { isFromPage } from '../../model/intent.ts';
import { cleanText } from '../http/text.ts';

/**
 * Metadata for the wallets' records of an order: the requesting page and the page's id of the order. Undefined if no page requested the
 * payment: the payee does not learn on which page the user found its link or code.
 */
export function orderMetadata({ source, requestId }: Intent): Readonly<Record<string, string>> | undefined {
  if (!isFromPage(source)) return undefined;
  return { description: cleanText(source.origin), externalRef: cleanText(requestId) };
}
