/// <reference types="chrome" />
import type { PagePayables } from '../messages/page-payables.ts';
import { findPayables } from './find-payables.ts';

/**
 * On the window, in the capture phase, before the page's listeners: the page cannot stop these events. A listener for the worker from the
 * start would make them unnecessary, but costs a page about half as much again as the rest.
 */
const FIRST = { once: true, capture: true };
/** Before the popup opens, the pointer leaves the page or the window loses the focus. */
const POPUP_SIGNALS = ['pointerover', 'blur'];

/** Whether the worker was told about payables, so that the tab's badge may show them. */
let isReported = false;

/**
 * Reports the page's payables to the worker: after loading, after a return from the back/forward cache, and when the worker asks. Only in
 * the top document: a frame of another site must not influence what the user is offered.
 * @returns adds the listeners again, after `document.open()`.
 */
export function reportPayables(): () => void {
  attach();
  return () => {
    attach();
    // The new content may have added its own listeners first, so from now on the worker must be reachable without ours.
    listen();
    if (document.readyState === 'complete') report();
  };
}

function attach(): void {
  // `addEventListener` ignores a listener that is already there.
  addEventListener('load', report, FIRST);
  addEventListener('pageshow', onPageShow, true);
  for (const turn of POPUP_SIGNALS) addEventListener(turn, listen, FIRST);
}

/** Back from the back/forward cache: the browser cleared the tab's badge when the user left the page. */
function onPageShow({ persisted }: PageTransitionEvent): void {
  if (persisted) report();
}

function report(): void {
  // A prerendered page is not visible yet, and its report would be attributed to the visible page.
  if ('prerendering' in document && document.prerendering) {
    document.addEventListener('prerenderingchange', report, FIRST);
    return;
  }
  const found = findPayables(false);
  const hasPayables = isAny(found);
  if (!hasPayables && !isReported) return;
  isReported = hasPayables;
  // There is no receiver while the extension is updated.
  chrome.runtime.sendMessage(found).catch(() => undefined);
  listen();
}

function listen(): void {
  // Adding the same listener twice has no effect.
  chrome.runtime.onMessage.addListener(onMessage);
}

/** The worker has only one message: `SCAN_PAGE`. */
function onMessage(_message: unknown, _sender: unknown, answer: (found: PagePayables) => void): void {
  const found = findPayables(true);
  isReported ||= isAny(found);
  answer(found);
}

function isAny({ payables, isCheckout }: PagePayables): boolean {
  return payables.length > 0 || isCheckout === true;
}
