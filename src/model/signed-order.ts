import type { DecimalAmount } from './amount.ts';
import { toDecimal } from './amount.ts';
import type { DisplayItem } from './intent.ts';

/** Somebody who stands in a registry. Names are untrusted text. */
export interface RegisteredParty {
  /** Under which the registry knows it. */
  readonly id: string;
  readonly name: string;
  /** Of the address that it has registered. */
  readonly host: string;
}

export interface OrderItem {
  /** Untrusted text. */
  readonly label: string;
  readonly quantity: number;
  /** Of one. */
  readonly price: DecimalAmount;
}

/** An order that its merchant signed; the signature was verified here, with the key that the merchant has registered. */
export interface SignedOrder {
  readonly id: string;
  readonly merchant: RegisteredParty;
  /** Gets the money for the merchant, and proves that it did. */
  readonly gateway: RegisteredParty;
  readonly total: DecimalAmount;
  readonly items: readonly OrderItem[];
  /** True where the items do not add up to the total: taxes and discounts are not told apart. */
  readonly itemsDiffer?: true;
  /** Untrusted text. */
  readonly memo?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Where the shop wants its customer afterwards. Whoever relays the order can have changed this: the merchant's signature does not cover it. */
export interface ReturnUrls {
  readonly success: string;
  readonly cancel: string;
}

/** The items that the merchant signed, as they are listed: each with what all of its kind cost. */
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
