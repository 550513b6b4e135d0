import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SheetPayment, SheetPaymentOn } from '../messages/sheet.ts';
import { UNSEEN, guard, isOpen, opensAt, type GuardEvent, type GuardState } from './pay-guard.ts';

export interface PayGuard {
  /** True if a press would be accepted. */
  readonly open: boolean;
  /** True from the press until the worker's answer. */
  readonly pressed: boolean;
  readonly onClick: (event: MouseEvent) => void;
}

/**
 * Reports the document's events to the guard, and calls `approve` for an accepted press. `payment` is a new object for each view.
 * @param isHeld while true, nothing can be approved; the time to read starts again afterwards.
 */
export function usePayGuard(payment: SheetPaymentOn<'pricing' | 'ready'>, isHeld: boolean, approve: (digest: string) => void): PayGuard {
  // Without a quote the button cannot name the amount, so it cannot be approved.
  const digest = payment.face === 'ready' && payment.quote !== undefined ? payment.digest : undefined;
  return usePressGuard(payment, isHeld ? undefined : digest, approve);
}

/** The same for another guarded button. @param digest identifies the shown facts; undefined if a press is not possible. */
export function usePressGuard(payment: SheetPayment, digest: string | undefined, approve: (digest: string) => void): PayGuard {
  const state = useRef<GuardState>(UNSEEN);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // A counter instead of a time: two events may have the same timestamp, and both must render.
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

  // Before the paint: a press on new facts must not use the old digest.
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

/** Calls back after the next paint, unless it is cancelled before. A hidden document does not paint. */
function afterPaint(callBack: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timer = setTimeout(callBack, 0)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** Reports focus, visibility, keys and pointers to the guard until the returned function is called. */
function watchDocument(tell: (event: GuardEvent) => void): () => void {
  const life = new AbortController();
  // In the capture phase, so that no other listener can stop an event before.
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

/** The pressed key or pointer, if it can activate a button. */
function pressOf(event: KeyboardEvent | PointerEvent): string | undefined {
  if (event instanceof PointerEvent) return `pointer ${event.pointerId}`;
  return event.key === 'Enter' || event.key === ' ' ? `key ${event.code}` : undefined;
}

function isOnPay(event: Event): boolean {
  return event.target instanceof Element && event.target.closest('[data-pay]') !== null;
}
