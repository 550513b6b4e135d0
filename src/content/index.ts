/**
 * Runs in every page, in an isolated world. Gives the page script its private channel, connects to the worker for each payment that the
 * page shows, and reports the page's payables and picture-in-picture windows. In other pages it does nothing more.
 */
import type { PageAnswer, PageCall, PageReply } from '../messages/bridge.ts';
import { BRIDGE_EVENT, FROM_PAGE, TO_PAGE } from '../messages/bridge.ts';
import { watchPictureInPicture } from './cover.ts';
import { afterDocumentOpen } from './document-open.ts';
import { reportPayables } from './payables.ts';
import { Showing } from './showing.ts';

function connectPageScript(): void {
  const target = new EventTarget();
  const showings = new Map<number, Showing>();
  /** The user wants another method, for which the browser requires a new user activation: the next `show()` is handled by the browser. */
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
      // Not a message of our page script: whoever prepares a frame before it loads can send messages here too. Ignored, like in the worker.
    }
  });
  document.dispatchEvent(new FocusEvent(BRIDGE_EVENT, { relatedTarget: target }));
}

// The same condition as in the page script: without PaymentRequest there is no listener.
if (typeof PaymentRequest === 'function' && typeof PaymentResponse === 'function') connectPageScript();

// One observer for both, because each has a cost in every page.
const watchCoversAgain = watchPictureInPicture();
const offerPayablesAgain = window === top ? reportPayables() : undefined;
afterDocumentOpen(() => {
  watchCoversAgain();
  offerPayablesAgain?.();
});
