import type { SigningKey } from '../../client/key.ts';
import type { Hosts } from '../../hosts.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import type { Database } from '../../storage/database.ts';
import { keptKey } from '../../storage/kept-key.ts';
import type { WalletName } from '../wallet/accounts.ts';
import { Cashier } from './cashier.ts';
import { InvoiceTill } from './invoice-till.ts';
import type { Product } from './product.ts';
import type { Till } from './till.ts';
import { WalletTill } from './wallet-till.ts';

export interface ShopParts {
  readonly db: Database;
  readonly hosts: Hosts;
  readonly fetch: WorldFetch;
  /** Registers the shop's key at its wallets, as a shop's owner does once. */
  readonly addKey: (wallet: WalletName, user: string, publicKey: string) => void;
}

/** The shop's tills, one for each of its accounts. */
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
