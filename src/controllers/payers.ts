import type { Intent } from '../model/intent.ts';
import type { Asset } from '../model/amount.ts';
import { INVOICE_RAIL } from '../rails/invoice/request.ts';
import type { Uplinks } from '../wallets/connector/connector-accounts.ts';
import type { Wallets } from '../wallets/open-payments/wallets.ts';

/** What a payment can be made from, as the sheet shows it: a linked wallet, or an account at a connector. */
export interface Payer {
  readonly id: string;
  readonly address: string;
  /** Untrusted text. */
  readonly publicName?: string;
  readonly asset: Asset;
  /** True where Tender pushes by itself: then a price is the most that can leave the account. */
  readonly isUplink?: true;
}

/** All that the person can pay from. Accounts at connectors pay invoices only; linked wallets pay everything. */
export class Payers {
  readonly #wallets: Wallets;
  readonly #uplinks: Uplinks;

  constructor(wallets: Wallets, uplinks: Uplinks) {
    this.#wallets = wallets;
    this.#uplinks = uplinks;
  }

  /** Everything that is linked, usable or not: for names in what is past. */
  async all(): Promise<readonly Payer[]> {
    const [wallets, uplinks] = await Promise.all([this.#wallets.list(), this.#uplinks.list()]);
    const accounts = uplinks.map(({ id, url, name, asset }): Payer => {
      return { id, address: url, asset, isUplink: true, ...(name === undefined ? {} : { publicName: name }) };
    });
    return [...wallets, ...accounts];
  }

  /** What can pay this. */
  async for({ request }: Intent): Promise<readonly Payer[]> {
    const usable = new Set((await this.#wallets.list()).filter(({ status }) => status === 'linked').map(({ id }) => id));
    return (await this.all()).filter(({ id, isUplink }) => (isUplink ? request.rail === INVOICE_RAIL : usable.has(id)));
  }

  /** What pays unless the person chooses another: the default wallet, else the first account that can. */
  async defaultFor(intent: Intent): Promise<string | undefined> {
    return (await this.#wallets.defaultId()) ?? (await this.for(intent))[0]?.id;
  }
}
