import type { SigningKey } from '../../client/key.ts';
import { keptKey } from '../../storage/kept-key.ts';
import { Cashier } from './cashier.ts';
import { InvoiceTill } from './invoice-till.ts';
import type { Product } from './products.ts';
import type { ShopParts } from './shop.ts';
import type { Till } from './till.ts';
import { WalletTill } from './wallet-till.ts';

/** The shop's tills, one for each account that it is paid to. */
export class Tills {
  readonly #parts: ShopParts;
  readonly #key: SigningKey;
  readonly #cashiers = new Map<string, Cashier>();

  constructor(parts: ShopParts) {
    this.#parts = parts;
    this.#key = keptKey(parts.db, 'shop');
  }

  of(product: Product): Till {
    const { payee } = product;
    if ('merchant' in payee) return new InvoiceTill(this.#parts.fetch, this.#parts.hosts, payee.merchant);
    return new WalletTill(this.#cashierAt(payee));
  }

  /** The cashier of a product that is paid at a wallet. */
  cashierOf({ payee }: Product): Cashier | undefined {
    return 'merchant' in payee ? undefined : this.#cashierAt(payee);
  }

  walletAddressOf({ payee }: Product): string | undefined {
    return 'merchant' in payee ? undefined : this.#addressOf(payee);
  }

  #cashierAt(payee: Exclude<Product['payee'], { merchant: string }>): Cashier {
    const address = this.#addressOf(payee);
    const known = this.#cashiers.get(address);
    if (known) return known;
    this.#parts.addKey(payee.wallet, payee.user, JSON.stringify(this.#key.jwk));
    const made = new Cashier(this.#parts.fetch, this.#key, address);
    this.#cashiers.set(address, made);
    return made;
  }

  #addressOf({ wallet, user }: Exclude<Product['payee'], { merchant: string }>): string {
    return `${this.#parts.hosts.origin(wallet)}/${user}`;
  }
}
