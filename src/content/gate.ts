import type { PageAnswer } from '../messages/bridge.ts';

type Verdict = PageAnswer | undefined;

/** A method that no handler supports: `show()` opens nothing, but checks everything that the browser checks before. */
const UNSUPPORTED_METHOD = 'tender-gate';

const NOT_ACTIVE = refused('SecurityError', 'PaymentRequest.show() requires user activation.');

// Chromium lets each page call `show()` once without user activation. Whether that was used, as far as known.
let freeShowUsed = false;

/**
 * Whether the page may show a payment now (W3C Payment Request, section 3.3, steps 2 to 9). The browser decides, and the check runs in this
 * isolated world, where the page cannot interfere. The browser's own `show()` consumes the user activation, knows what was delegated to
 * this frame, and refuses while another payment UI is open in any tab.
 */
export async function mayShow(): Promise<Verdict> {
  if (document.visibilityState !== 'visible') return refused('AbortError', 'The page is not visible.');
  const { isActive } = navigator.userActivation;
  const first = await tryShow();
  if (first !== undefined || isActive || freeShowUsed) return first;
  // There was no activation and the browser still allowed it: because of the one free `show()`, which must not be used here, or because the
  // parent page delegated its activation. Only the second allows another `show()`. A later click was not there when the page called.
  freeShowUsed = true;
  const second = navigator.userActivation.isActive ? NOT_ACTIVE : await tryShow();
  return second === undefined ? undefined : NOT_ACTIVE;
}

/** The browser's answer to an empty payment; undefined if it would have shown one. */
async function tryShow(): Promise<Verdict> {
  try {
    // With a label: Chromium logs a warning to the page's console for an empty one.
    const total = { label: '-', amount: { currency: 'XXX', value: '0' } };
    await new PaymentRequest([{ supportedMethods: UNSUPPORTED_METHOD }], { total }).show();
    return undefined;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotSupportedError') return undefined;
    if (name === 'AbortError') return { type: 'error', name, message: 'Another payment is being shown.' };
    return NOT_ACTIVE;
  }
}

function refused(name: 'AbortError' | 'SecurityError', message: string): PageAnswer {
  return { type: 'refused', name, message };
}
