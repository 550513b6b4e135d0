import type { PageAnswer } from '../messages/bridge.ts';

type Verdict = PageAnswer | undefined;

/** A method that no handler answers to: `show()` then opens nothing, but goes through all that the browser asks before it would. */
const NOBODYS_METHOD = 'tender-gate';

const NOT_ACTIVE = refused('SecurityError', 'PaymentRequest.show() requires user activation.');

// The one `show()` that Chromium lets each page make without user activation: whether we know that it is spent.
let freeShowSpent = false;

/**
 * Whether the page may show a payment now (W3C Payment Request, section 3.3, steps 2 to 9). Asked in this world, where the page
 * can change nothing, and answered by the browser: its own `show()` takes the user's activation at once, knows what was
 * delegated to this frame, and refuses while another payment UI is open in any tab.
 */
export async function mayShow(): Promise<Verdict> {
  if (document.visibilityState !== 'visible') return refused('AbortError', 'The page is not visible.');
  const { isActive } = navigator.userActivation;
  const first = await tryShow();
  if (first !== undefined || isActive || freeShowSpent) return first;
  // No activation, and still allowed: by the free show, which is not for us, or because the parent page delegated its own
  // activation. Only the second leaves a show over. A click that came meanwhile was not there when the page called.
  freeShowSpent = true;
  const second = navigator.userActivation.isActive ? NOT_ACTIVE : await tryShow();
  return second === undefined ? undefined : NOT_ACTIVE;
}

/** The browser's answer to an empty payment, or nothing when it would have shown one. */
async function tryShow(): Promise<Verdict> {
  try {
    // A label, for Chromium warns in the page's console of an empty one.
    const total = { label: '-', amount: { currency: 'XXX', value: '0' } };
    await new PaymentRequest([{ supportedMethods: NOBODYS_METHOD }], { total }).show();
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
