import { isFromPage } from './intent.ts';
import type { Payment } from './payment.ts';

/** Where a hosted checkout's tab goes when its payment is over. */
export interface ShopReturn {
  readonly url: string;
  /** Punycode-safe. */
  readonly host: string;
  /** True if that is the host that the merchant has registered. The merchant's signature does not cover the address. */
  readonly isMerchants: boolean;
}

/**
 * The shop's page to which the tab of a payment still has to go: after the proof, or after the user has declined. Undefined where nothing
 * names one, where the tab has been there, and for a page that called `PaymentRequest`: it gets an answer, and navigates by itself.
 */
export function pendingReturn({
  state,
  intent,
  payable,
  returnedAt,
}: Pick<Payment, 'state' | 'intent' | 'payable' | 'returnedAt'>): ShopReturn | undefined {
  const { returnUrls, order } = payable ?? {};
  if (!returnUrls || returnedAt !== undefined || isFromPage(intent.source)) return undefined;
  if (state !== 'completed' && state !== 'declined') return undefined;
  const url = state === 'completed' ? returnUrls.success : returnUrls.cancel;
  const { host } = new URL(url);
  return { url, host, isMerchants: host === order?.merchant.host };
}
