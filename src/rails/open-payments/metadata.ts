import type { Intent } from '../../model/intent.ts';
import { isFromPage } from '../../model/intent.ts';
import { cleanText } from '../http/text.ts';

/**
 * What wallets' records say of an order: the page that asked, and the page's own name for it. Nothing where no page asked: the payee is not
 * told on which page the user found its link or code.
 */
export function orderMetadata({ source, requestId }: Intent): Readonly<Record<string, string>> | undefined {
  if (!isFromPage(source)) return undefined;
  return { description: cleanText(source.origin), externalRef: cleanText(requestId) };
}
