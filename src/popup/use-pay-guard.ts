import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SheetPayment } from '../messages/sheet.ts';
import { UNSEEN, guard, isOpen, opensAt, type GuardEvent, type GuardState } from './pay-guard.ts';

export interface PayGuard {
  /** True while a press would count. */
  readonly open: boolean;
  /** True from the press until the worker has answered it. */
  readonly pressed: boolean;
  readonly onClick: (event: MouseEvent) => void;
}

/**
 * Tells the guard what happens in the document, and `approve` when a press counts. `payment` is one object for each view.
 * @param isHeld while true there is nothing to approve, and the time to read begins anew afterwards.
 */
export function usePayGuard(payment: SheetPayment, isHeld: boolean, approve: (digest: string) => void): PayGuard {
  // What cannot be named on the button cannot be approved.
  return usePressGuard(payment, payment.quote === undefined || isHeld ? undefined : payment.digest, approve);
}

/** The same for any press that must not be taken by surprise. @param digest names the facts that are shown; absent while there is nothing to press. */
export function usePressGuard(payment: SheetPayment, digest: string | undefined, approve: (digest: string) => void): PayGuard {
  const state = useRef<GuardState>(UNSEEN);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // A count and not a time: two events in one tick of the clock are drawn both.
  const [, setDrawn] = useState(0);

  const tell = useCallback((event: GuardEvent): string | undefined => {
    const step = guard(state.current, event);
    state.current = step.state;
    clearTimeout(timer.current);
    const opens = opensAt(step.state);
    const draw = (): void => setDrawn((count) => count + 1);
    const wait = opens === undefined ? 0 : opens - performance.now();
    if (wait > 0) timer.current = setTimeout(draw, wait + 1);
    draw();
    return step.approve;
  }, []);

  // Before paint: no press may meet new facts on the screen with the old digest behind them.
  useLayoutEffect(() => {
    tell({ type: 'facts', digest });
    return afterPaint(() => tell({ type: 'painted', at: performance.now() }));
  }, [payment, digest, tell]);

  useLayoutEffect(() => watchDocument(tell), [tell]);

  const onClick = useCallback(
    (event: MouseEvent) => {
      const approved = tell({ type: 'click', at: event.timeStamp, trusted: event.isTrusted });
      if (approved !== undefined) approve(approved);
    },
    [tell, approve],
  );
  const { current } = state;
  return { open: isOpen(current, performance.now()), pressed: current.approved !== undefined && current.approved === digest, onClick };
}

/** Calls back once the next frame is on the screen, unless it is called off before; a hidden page paints none. */
function afterPaint(callBack: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(callBack, 0)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** Reports attention, keys and pointers to the guard until the returned function is called. */
function watchDocument(tell: (event: GuardEvent) => void): () => void {
  const life = new AbortController();
  // Capturing, so that nothing in the page can stop an event before the guard has seen it.
  const options = { capture: true, signal: life.signal };
  const look = (attentive = document.visibilityState === 'visible' && document.hasFocus()) =>
    tell({ type: 'attention', at: performance.now(), attentive });
  const down = (event: KeyboardEvent | PointerEvent) => {
    const what = pressOf(event);
    if (!event.isTrusted || what === undefined) return;
    tell({ type: 'down', at: event.timeStamp, what, repeat: event instanceof KeyboardEvent && event.repeat, onButton: isOnPay(event) });
  };
  const up = (event: KeyboardEvent | PointerEvent) => {
    const what = pressOf(event);
    if (event.isTrusted && what !== undefined) tell({ type: 'up', at: event.timeStamp, what });
  };
  document.addEventListener('visibilitychange', () => look(), options);
  window.addEventListener('focus', () => look(), options);
  window.addEventListener('blur', (event) => event.target === window && look(false), options);
  document.addEventListener('keydown', down, options);
  document.addEventListener('keyup', up, options);
  document.addEventListener('pointerdown', down, options);
  document.addEventListener('pointerup', up, options);
  document.addEventListener('pointercancel', up, options);
  look();
  return () => life.abort();
}

/** What is pressed, if it can press a button. */
function pressOf(event: KeyboardEvent | PointerEvent): string | undefined {
  if (event instanceof PointerEvent) return `pointer ${event.pointerId}`;
  return event.key === 'Enter' || event.key === ' ' ? `key ${event.code}` : undefined;
}

function isOnPay(event: Event): boolean {
  return event.target instanceof Element && event.target.closest('[data-pay]') !== null;
}
