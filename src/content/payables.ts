/// <reference types="chrome" />
import { FOUND, type FoundOnPage, MOST_FOUND } from '../messages/found.ts';

/** What a page can declare: a link to a payment or an invoice, and the attribute on anything. One question to the browser tells that there is none. */
const HINT = ':is(a,area,link[rel*=payment]):is([href*="invoices/"],[href*="incoming-payments/"]),[data-payable]';
const TARGET = /\/(invoices|incoming-payments)\/[^/]+$/;
/** Bookkeeping pages are full of links to invoices of another kind; those of wallets are named by UUIDs. */
const LINKED = /\/(invoices\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|incoming-payments\/[^/]+)$/i;
/** No page makes us look at more elements than this. */
const MOST_LOOKED_AT = 2_000;

/**
 * Tells the worker once what the page has to pay, if anything, and again when the worker asks. Only the tab's top document does: a frame of
 * another site has no say in what the person is offered.
 */
export function offerPayables(): void {
  const once = { once: true };
  addEventListener('load', tell, once);
  // To listen to the worker costs a page more than all the rest. The popup opens after the person turned to the page, or from it.
  for (const turn of ['pointerover', 'blur']) addEventListener(turn, listen, once);
}

function tell(): void {
  const found = look();
  if (!found.urls.length) return;
  // Nobody hears it while the extension is updated.
  chrome.runtime.sendMessage(found).catch(() => undefined);
  listen();
}

function listen(): void {
  // The same listener twice is one.
  chrome.runtime.onMessage.addListener(onMessage);
}

/** The worker has one thing to say: `LOOK`. */
function onMessage(_message: unknown, _sender: unknown, answer: (found: FoundOnPage) => void): void {
  answer(look());
}

function look(): FoundOnPage {
  const seen = new Set<string>();
  for (const element of [...document.querySelectorAll(HINT)].slice(0, MOST_LOOKED_AT)) {
    try {
      const url = declaredBy(element);
      if (url && isSeen(element)) seen.add(url);
    } catch {
      // No URL, or a form whose fields have the names of its methods: nothing that a person was meant to pay.
    }
  }
  const urls = [...seen];
  return { type: FOUND, urls: urls.splice(0, MOST_FOUND), more: urls.length };
}

/** An absolute URL, or a payment pointer as it stands. Only by the protocol of the page itself: https, but for pages of a development build. */
function declaredBy(element: Element): string | undefined {
  const payable = element.getAttribute('data-payable');
  if (payable?.startsWith('$')) return payable;
  const { href, protocol, pathname } = new URL(payable ?? element.getAttribute('href') ?? '', document.baseURI);
  return protocol === location.protocol && (payable || (element.localName === 'link' ? TARGET : LINKED).test(pathname)) ? href : undefined;
}

/** Whether a person can see it: what is hidden from them is not offered to them. A `<link>` is never drawn, an `<area>` is where its picture is. */
function isSeen(element: Element): boolean | undefined {
  if (element.localName === 'link') return true;
  const drawn = element.localName === 'area' ? document.querySelector(`[usemap="#${element.closest('map')?.name}"]`) : element;
  if (!drawn?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const { width, height, right, bottom } = drawn.getBoundingClientRect();
  return Math.min(width, height, right + scrollX, bottom + scrollY) > 1;
}
