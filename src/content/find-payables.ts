import { FOUND, type PagePayables, MAX_TEXT, MAX_PAYABLES } from '../messages/page-payables.ts';
import { shadowRoots } from './shadow-roots.ts';
import { isVisible } from './visible.ts';

/** What a page can declare: a link to a payment or an invoice, and the attribute on any element. One query shows that there is none. */
const CANDIDATES = ':is(a,area,link[rel*=payment]):is([href*="invoices/"],[href*="incoming-payments/"]),[data-payable]';
/** How a hosted checkout page names itself (OpenCharge). */
const CHECKOUT = 'meta[name=opencharge]';
const TARGET = /\/(invoices|incoming-payments)\/[^/]+$/;
/** Accounting pages have many links to other invoices. Wallets use UUIDs as ids. A full stop after the URL is accepted. */
const PAYABLE_PATH = /\/(invoices\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(?![\w-])[^/]*|incoming-payments\/[^/]+)$/i;
/** Maximum number of examined elements. */
const MAX_ELEMENTS = 2_000;

/**
 * Finds the payables of the page, in the document and in shadow trees.
 * @param thorough searches all elements for shadow trees: too slow for every page load, but fast enough when the popup opens.
 */
export function findPayables(thorough: boolean): PagePayables {
  const seen = new Map<string, Element>();
  const elements = [document, ...shadowRoots(thorough)].flatMap((root) => [...root.querySelectorAll(CANDIDATES)]);
  for (const element of elements.slice(0, MAX_ELEMENTS)) {
    try {
      const url = declaredBy(element);
      if (url && !seen.has(url) && isVisible(element)) seen.set(url, element);
    } catch {
      // Not a URL, or a form with fields named like its own methods: not a payable.
    }
  }
  const payables = [...seen].slice(0, MAX_PAYABLES).map(([url, element]) => ({ url, text: textOf(element) }));
  const checkout = document.querySelector(CHECKOUT) ? { isCheckout: true as const } : {};
  return { type: FOUND, payables, more: seen.size - payables.length, ...checkout };
}

/**
 * The text that the user sees: rendered text, or the alternative text of an image. Returns only strings, although a form's fields may
 * shadow its properties.
 */
function textOf(element: Element): string {
  const { innerText, title } = element as HTMLElement;
  const { alt } = element.querySelector('img') ?? (element as HTMLAreaElement);
  const text = [innerText, alt, element.getAttribute('aria-label'), title].find((one) => typeof one === 'string' && one.trim()) ?? '';
  return text.trim().slice(0, MAX_TEXT);
}

/** An absolute URL, or a payment pointer. Only with the page's own scheme: https, except for pages of a development build. */
function declaredBy(element: Element): string | undefined {
  const payable = element.getAttribute('data-payable');
  if (payable?.startsWith('$')) return payable;
  const { href, protocol, pathname } = new URL(payable ?? element.getAttribute('href') ?? '', document.baseURI);
  return protocol === location.protocol && (payable || (element.localName === 'link' ? TARGET : PAYABLE_PATH).test(pathname))
    ? href
    : undefined;
}
