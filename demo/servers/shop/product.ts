import type { Asset } from '../../money/amount.ts';
import type { WalletName } from '../wallet/accounts.ts';
import type { PictureName } from './pictures.ts';

/** How a product's page presents its payment. */
export const presentations = ['request', 'link', 'button', 'qr', 'text'] as const;
export type Presentation = (typeof presentations)[number];

/** Unusual properties of a product's checkout, for tests. The front page does not list these products. */
export type Oddity =
  | 'total-lies'
  | 'expired'
  | 'completed'
  | 'unknown'
  | 'wallet-address'
  | 'wrong-currency'
  | 'too-fine'
  | 'two-rails'
  | 'no-rail'
  | 'plain-http'
  | 'long-names'
  | 'bidi-names';

export interface Line {
  readonly label: string;
  /** In smallest units; may be negative for a discount. */
  readonly value: bigint;
}

/** An account at a wallet, paid by incoming payments, or one at the acquirer, paid by invoices. */
export type Payee = { readonly wallet: WalletName; readonly user: string } | { readonly merchant: string };

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly picture: PictureName;
  readonly asset: Asset;
  /** The items of the total. */
  readonly lines: readonly Line[];
  /** The shop's account that is paid. */
  readonly payee: Payee;
  /** How its page requests the payment; `PaymentRequest` by default. */
  readonly presentation?: Presentation;
  readonly oddity?: Oddity;
}

/** The price, in the asset's smallest units. */
export function totalOf({ lines }: Product): bigint {
  return lines.reduce((sum, { value }) => sum + value, 0n);
}
