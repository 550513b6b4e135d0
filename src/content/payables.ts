/// <reference types="chrome" />
import type { PagePayables } from '../messages/page-payables.ts';
import { findPayables } from './find-payables.ts';

/**
 * First at the window, in the capture phase: no listener of the page can stop these events before they come here. To listen to the worker
 * from the start would need none of them, and costs a page about half as much again as all the rest.
 */
const FIRST = { once: true, capture: true };
/** The popup opens after the user turned to the page, or from it. */
const TURNS = ['pointerover', 'blur'];

/** Whether the tab's badge may say that there is something. */
let isTold = false;

/**
 * Tells the worker what the page has to pay, if anything: when it has loaded, when the browser shows it again, and when the worker asks. Only
 * the tab's top document does: a frame of another site has no say in what the user is offered.
 * @returns listens again, after `document.open()`.
 */
export function offerPayables(): () => void {
  attach();
  return () => {
    attach();
    // The new content may have put its own listeners first, so from here on none of ours is needed to hear the worker.
    listen();
    if (document.readyState === 'complete') tell();
  };
}

function attach(): void {
  // A listener that is still there is not added twice.
  addEventListener('load', tell, FIRST);
  addEventListener('pageshow', onPageShow, true);
  for (const turn of TURNS) addEventListener(turn, listen, FIRST);
}

/** Back from the back/forward cache: the browser emptied the tab's badge when it left. */
function onPageShow({ persisted }: PageTransitionEvent): void {
  if (persisted) tell();
}

function tell(): void {
  // A page that is only prepared is in no tab yet: what it says would be of the page in front.
  if ('prerendering' in document && document.prerendering) {
    document.addEventListener('prerenderingchange', tell, FIRST);
    return;
  }
  const found = findPayables(false);
  if (!found.payables.length && !isTold) return;
  isTold = found.payables.length > 0;
  // Nobody hears it while the extension is updated.
  chrome.runtime.sendMessage(found).catch(() => undefined);
  listen();
}

function listen(): void {
  // The same listener twice is one.
  chrome.runtime.onMessage.addListener(onMessage);
}

/** The worker has one thing to say: `LOOK`. */
function onMessage(_message: unknown, _sender: unknown, answer: (found: PagePayables) => void): void {
  const found = findPayables(true);
  isTold ||= found.payables.length > 0;
  answer(found);
}
