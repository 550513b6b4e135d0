import type { PageCall, PageReply } from '../messages/bridge.ts';
import { BRIDGE_EVENT, FROM_PAGE, TO_PAGE } from '../messages/bridge.ts';
import { apply, bare, getOwnPropertyDescriptor } from './primordials.ts';

/** Speaks to the content script of this frame. The answer may come while the call runs. */
export type Bridge = (call: PageCall) => void;

// oxlint-disable-next-line typescript/unbound-method -- each is called with its `this` through Reflect.apply
const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
const NativeMessageEvent = MessageEvent;
const readData = getOwnPropertyDescriptor(MessageEvent.prototype, 'data')?.get;

/**
 * Waits for the content script, which runs next, before any script of the page, and then calls `install`. Nothing is
 * installed and nothing is left behind when it does not come.
 */
export function meetContentScript(install: (bridge: Bridge) => (reply: PageReply) => void): void {
  const onMeet = (event: Event): void => {
    apply(removeEventListener, document, [BRIDGE_EVENT, onMeet]);
    event.stopImmediatePropagation();
    const target = (event as FocusEvent).relatedTarget;
    if (!target || !readData) return;
    const hear = install((call) => {
      // Structured data: the content script gets a copy that is made of its own world's objects.
      apply(dispatchEvent, target, [new NativeMessageEvent(FROM_PAGE, bare({ data: call }))]);
    });
    apply(addEventListener, target, [TO_PAGE, (reply: Event) => hear(apply(readData, reply, []) as PageReply)]);
  };
  apply(addEventListener, document, [BRIDGE_EVENT, onMeet]);
}
