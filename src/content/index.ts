/**
 * Runs beside every page, in a world of its own: hands the page script its private way to here, and makes a connection to the
 * worker for each payment that the page shows, and tells it what the page declares to be payable. In pages that have neither it does
 * nothing more. Besides, it tells of the page's picture-in-picture windows.
 */
import type { PageAnswer, PageCall, PageReply } from '../messages/bridge.ts';
import { BRIDGE_EVENT, FROM_PAGE, TO_PAGE } from '../messages/bridge.ts';
import { watchPictureInPicture } from './cover.ts';
import { afterDocumentOpen } from './document-open.ts';
import { offerPayables } from './payables.ts';
import { Showing } from './showing.ts';

function meetPageScript(): void {
  const target = new EventTarget();
  const showings = new Map<number, Showing>();
  /** The user wants another method, for which the browser demands a user activation of its own: the next `show()` is the browser's. */
  let blocked: number | undefined;
  const tell = (show: number, answer: PageAnswer): void => {
    if (showings.get(show)?.isOver) showings.delete(show);
    const data: PageReply = { show, answer };
    target.dispatchEvent(new MessageEvent(TO_PAGE, { data }));
  };
  const endOf = (show: number): void => {
    showings.get(show)?.end();
    showings.delete(show);
  };
  const hear = (call: PageCall): void => {
    const known = showings.get(call.show);
    if (call.type === 'handed-over') {
      const isFirst = !call.isAllowed && known !== undefined;
      if (blocked !== undefined && (call.isAllowed || isFirst)) endOf(blocked);
      if (call.isAllowed) blocked = undefined;
      else if (isFirst) blocked = call.show;
    }
    if (known && call.type !== 'show') {
      known.hear(call);
      if (known.isOver) showings.delete(call.show);
    }
    if (known || call.type !== 'show') return;
    if (blocked !== undefined && call.hasOthers) return tell(call.show, { type: 'hand-over-now' });
    const showing = new Showing(call, (answer) => tell(call.show, answer));
    showings.set(call.show, showing);
    void showing.start();
  };
  target.addEventListener(FROM_PAGE, (event) => {
    try {
      hear((event as MessageEvent<PageCall>).data);
    } catch {
      // Not our page script's words: whoever prepares a frame before it loads can speak here too. Dropped, as the worker does.
    }
  });
  document.dispatchEvent(new FocusEvent(BRIDGE_EVENT, { relatedTarget: target }));
}

// As the page script: where the browser has no PaymentRequest, nothing listens.
if (typeof PaymentRequest === 'function' && typeof PaymentResponse === 'function') meetPageScript();

// One observer for both: each costs every page as much again.
const watchCoversAgain = watchPictureInPicture();
const offerPayablesAgain = window === top ? offerPayables() : undefined;
afterDocumentOpen(() => {
  watchCoversAgain();
  offerPayablesAgain?.();
});
