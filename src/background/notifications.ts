import type { Payment } from '../model/payment.ts';
import { browser } from '../platform/browser.ts';

/** The ends that somebody may be waiting for without looking. */
const TITLES: Partial<Record<Payment['state'], string>> = {
  completed: 'notice_paid_title',
  failed: 'notice_failed_title',
};

/** Tells the user how a payment ended when no sheet is open to show it. Names the shop's host only, or the payee's where no shop asked: others may see the screen. */
export async function notifyEnd(payment: Payment): Promise<void> {
  const title = TITLES[payment.state];
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
