import type { PageCall, PageReply } from '../messages/bridge.ts';
import { BRIDGE_EVENT, FROM_PAGE, TO_PAGE } from '../messages/bridge.ts';
import { apply, bare, getOwnPropertyDescriptor } from './primordials.ts';

/** Sends a message to the content script of this frame. The answer may arrive during the call. */
export type Bridge = (call: PageCall) => void;

// oxlint-disable-next-line typescript/unbound-method -- each is called with its `this` through Reflect.apply
const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
const NativeMessageEvent = MessageEvent;
const readData = getOwnPropertyDescriptor(MessageEvent.prototype, 'data')?.get;

/**
 * Waits for the content script, which runs next, before every script of the page, and then calls `install`. If there is no content script,
 * nothing is installed.
 */
export function awaitContentScript(install: (bridge: Bridge) => (reply: PageReply) => void): void {
  const onMeet = (event: Event): void => {
    apply(removeEventListener, document, [BRIDGE_EVENT, onMeet]);
    event.stopImmediatePropagation();
    const target = (event as FocusEvent).relatedTarget;
    if (!target || !readData) return;
    const hear = install((call) => {
      // Structured data: the content script gets a copy in its own world.
      apply(dispatchEvent, target, [new NativeMessageEvent(FROM_PAGE, bare({ data: call }))]);
    });
    apply(addEventListener, target, [TO_PAGE, (reply: Event) => hear(apply(readData, reply, []) as PageReply)]);
  };
  apply(addEventListener, document, [BRIDGE_EVENT, onMeet]);
}
