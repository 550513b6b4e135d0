import type { Payment } from '../model/payment.ts';
import { isOver, isSubmitted } from '../model/states.ts';
import { browser } from '../platform/browser.ts';

/** The ends that somebody may be waiting for without looking. */
const TITLES: Partial<Record<Payment['state'], string>> = {
  completed: 'notice_paid_title',
  failed: 'notice_failed_title',
};

/** Notifies of ends that nobody sees otherwise. */
export class EndNotices {
  /** Submitted payments whose end this worker has not seen. */
  readonly #submitted = new Set<string>();
  readonly #isUnseen: () => boolean;

  /** @param isUnseen whether no open sheet shows what ends now. */
  constructor(isUnseen: () => boolean) {
    this.#isUnseen = isUnseen;
  }

  changed(payment: Payment): void {
    if (isSubmitted(payment.state) && !isOver(payment.state)) this.#submitted.add(payment.id);
    else if (this.#submitted.delete(payment.id) && isOver(payment.state) && this.#isUnseen()) void notifyEnd(payment);
  }
}

/** Tells the user how a payment ended when no sheet is open to show it. Names the shop's host only, or the payee's where no shop asked: others may see the screen. */
async function notifyEnd(payment: Payment): Promise<void> {
  const title = payment.isPractice ? TITLES[payment.state] && 'notice_practice_title' : TITLES[payment.state];
  if (title === undefined) return;
  const { intent, payable } = payment;
  const { host } = new URL(intent.source.origin ?? payable?.payee?.walletAddress ?? intent.request.target);
  await browser.notifications.create(payment.id, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('icons/128.png'),
    title: browser.i18n.getMessage(title, host),
    message: browser.i18n.getMessage('notice_text'),
  });
}
