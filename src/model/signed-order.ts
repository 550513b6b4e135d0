import type { DecimalAmount } from './amount.ts';
import { toDecimal } from './amount.ts';
import type { DisplayItem } from './intent.ts';

/** A party of a registry. The name is untrusted text. */
export interface RegisteredParty {
  /** Its id in the registry. */
  readonly id: string;
  readonly name: string;
  /** The host of its registered endpoint. */
  readonly host: string;
}

export interface OrderItem {
  /** Untrusted text. */
  readonly label: string;
  readonly quantity: number;
  /** The price of one. */
  readonly price: DecimalAmount;
}

/** An order with a verified signature of its merchant, by the merchant's registered key. */
export interface SignedOrder {
  readonly id: string;
  readonly merchant: RegisteredParty;
  /** The payment gateway that receives the money. */
  readonly gateway: RegisteredParty;
  readonly total: DecimalAmount;
  readonly items: readonly OrderItem[];
  /** True if the items do not add up to the total. Taxes and discounts are not items, so this is a warning only. */
  readonly itemsDiffer?: true;
  /** Untrusted text. */
  readonly memo?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Where the shop wants the tab to navigate. Not covered by the merchant's signature: gateways can change it. */
export interface ReturnUrls {
  readonly success: string;
  readonly cancel: string;
}

/** The signed items as display items, each with its price times its quantity. */
export function displayItemsOf({ items }: SignedOrder): readonly DisplayItem[] {
  return items.map(({ label, quantity, price }) => ({
    label: quantity === 1 ? label : `${quantity} × ${label}`,
    amount: { currency: price.currency, value: times(price.value, quantity) },
  }));
}

function times(price: string, quantity: number): string {
  const [whole = '0', fraction = ''] = price.split('.');
  return toDecimal({ value: BigInt(whole + fraction) * BigInt(quantity), assetScale: fraction.length });
}
