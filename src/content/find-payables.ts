import { FOUND, type PagePayables, LONGEST_TEXT, MOST_FOUND } from '../messages/page-payables.ts';
import { shadowRoots } from './shadow-roots.ts';
import { isSeen } from './visible.ts';

/** What a page can declare: a link to a payment or an invoice, and the attribute on anything. One question to the browser tells that there is none. */
const HINT = ':is(a,area,link[rel*=payment]):is([href*="invoices/"],[href*="incoming-payments/"]),[data-payable]';
const TARGET = /\/(invoices|incoming-payments)\/[^/]+$/;
/** Bookkeeping pages are full of links to invoices of another kind; those of wallets are named by UUIDs, and a full stop may have been copied along. */
const LINKED = /\/(invoices\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(?![\w-])[^/]*|incoming-payments\/[^/]+)$/i;
/** No page makes us look at more elements than this. */
const MOST_LOOKED_AT = 2_000;

/**
 * What the page has to pay, in the document and in the shadow trees.
 * @param thorough looks for shadow trees everywhere: too much for every page that is opened, and little for one on which the popup opens.
 */
export function findPayables(thorough: boolean): PagePayables {
  const seen = new Map<string, Element>();
  const elements = [document, ...shadowRoots(thorough)].flatMap((root) => [...root.querySelectorAll(HINT)]);
  for (const element of elements.slice(0, MOST_LOOKED_AT)) {
    try {
      const url = declaredBy(element);
      if (url && !seen.has(url) && isSeen(element)) seen.set(url, element);
    } catch {
      // No URL, or a form whose fields have the names of its methods: nothing that a user was meant to pay.
    }
  }
  const payables = [...seen].slice(0, MOST_FOUND).map(([url, element]) => ({ url, text: textOf(element) }));
  return { type: FOUND, payables, more: seen.size - payables.length };
}

/** What the user reads there: the text that is drawn, or what stands for a picture. Only a string, whatever a form's fields are called. */
function textOf(element: Element): string {
  const { innerText, title } = element as HTMLElement;
  const { alt } = element.querySelector('img') ?? (element as HTMLAreaElement);
  const text = [innerText, alt, element.getAttribute('aria-label'), title].find((one) => typeof one === 'string' && one.trim()) ?? '';
  return text.trim().slice(0, LONGEST_TEXT);
}

/** An absolute URL, or a payment pointer as it stands. Only by the protocol of the page itself: https, but for pages of a development build. */
function declaredBy(element: Element): string | undefined {
  const payable = element.getAttribute('data-payable');
  if (payable?.startsWith('$')) return payable;
  const { href, protocol, pathname } = new URL(payable ?? element.getAttribute('href') ?? '', document.baseURI);
  return protocol === location.protocol && (payable || (element.localName === 'link' ? TARGET : LINKED).test(pathname)) ? href : undefined;
}
