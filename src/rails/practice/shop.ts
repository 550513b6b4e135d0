import type { Asset } from '../../model/amount.ts';
import { amountOf } from '../../model/amount.ts';
import type { Intent } from '../../model/intent.ts';
import type { Payable } from '../../model/payable.ts';

/** ISO 4217 keeps this code for tests: no currency has it, so no sum of real money and no limit can ever hold it. */
export const PLAY_MONEY: Asset = { code: 'XTS', scale: 2 };

/** RFC 2606 keeps `.example` from ever being anybody's host. */
const SHOP = 'https://shop.practice.example';

export const PRACTICE_RAIL = 'practice';

const TOTAL = { currency: PLAY_MONEY.code, value: '4.50' };

/** The one order of the make-believe shop, as a page's request would state it. */
export const ORDER = {
  request: { rail: PRACTICE_RAIL, kind: 'order', target: `${SHOP}/orders/1` },
  total: TOTAL,
  items: [{ label: 'Coffee', amount: TOTAL }],
} as const satisfies Pick<Intent, 'request' | 'total' | 'items'>;

/** What the shop's own server would say is due. */
export const PAYABLE = {
  url: ORDER.request.target,
  payee: { walletAddress: `${SHOP}/`, publicName: 'Practice shop', asset: PLAY_MONEY },
  due: amountOf(450n, PLAY_MONEY),
  received: amountOf(0n, PLAY_MONEY),
} as const satisfies Payable;
