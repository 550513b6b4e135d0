import type { Payment } from '../../model/payment.ts';
import { pendingReturn } from '../../model/shop-return.ts';

/** What it needs of the other modules. */
export interface ShopReturnsDeps {
  get(paymentId: string): Promise<Payment>;
  /** Records that the tab of a payment needs no further navigation. */
  markReturned(paymentId: string): Promise<void>;
  /** The URL of the page that a tab shows now; undefined if there is none. */
  urlOf(tabId: number): Promise<string | undefined>;
  navigate(tabId: number, url: string): Promise<void>;
  openTab(url: string): Promise<void>;
}

/**
 * Returns the tab of a hosted checkout page to the shop: by itself to the host that the merchant has registered, to another one only after
 * the user's press. A tab that shows anything else by now is left alone.
 */
export class ShopReturns {
  readonly #deps: ShopReturnsDeps;
  /** Payments whose tab is being returned. Several writes follow the end of a payment. */
  readonly #running = new Set<string>();

  constructor(deps: ShopReturnsDeps) {
    this.#deps = deps;
  }

  /** A payment was written, or an earlier worker may not have returned its tab. */
  async changed(payment: Payment): Promise<void> {
    const target = pendingReturn(payment);
    if (!target?.isMerchants || this.#running.has(payment.id)) return;
    this.#running.add(payment.id);
    try {
      // One attempt: a user who has turned to something else is not taken away from it later.
      await this.#navigate(payment, target.url);
      // Afterwards, as a repetition changes nothing: the tab does not show the checkout page any more.
      await this.#deps.markReturned(payment.id);
    } finally {
      this.#running.delete(payment.id);
    }
  }

  /** The user pressed the button that names the host. A tab that is gone or shows another page is not used: a new one opens. */
  async press(paymentId: string): Promise<void> {
    const payment = await this.#deps.get(paymentId);
    const target = pendingReturn(payment);
    if (!target || this.#running.has(paymentId)) return;
    this.#running.add(paymentId);
    try {
      // Before, so that a second press opens no second tab.
      await this.#deps.markReturned(paymentId);
      if (!(await this.#navigate(payment, target.url))) await this.#deps.openTab(target.url);
    } finally {
      this.#running.delete(paymentId);
    }
  }

  /** @returns false if the tab does not show the checkout page of the payment. */
  async #navigate({ intent: { source, request } }: Payment, url: string): Promise<boolean> {
    const { tabId } = source;
    if (tabId === undefined || !isSamePage(await this.#deps.urlOf(tabId).catch(() => undefined), request.target)) return false;
    return this.#deps.navigate(tabId, url).then(
      () => true,
      // Closed meanwhile.
      () => false,
    );
  }
}

/** Whether a tab's URL is that of the checkout page, whatever query and fragment it has. */
function isSamePage(shown: string | undefined, checkoutUrl: string): boolean {
  if (shown === undefined || !URL.canParse(shown)) return false;
  const [a, b] = [new URL(shown), new URL(checkoutUrl)];
  return a.origin === b.origin && a.pathname === b.pathname;
}
