import type { Intent } from '../model/intent.ts';
import type { Payer, PayerKind } from '../model/payer-wallet.ts';
import type { Rail } from '../model/rail.ts';
import type { Uplinks } from '../wallets/connector/connector-accounts.ts';
import type { ListedWallet } from '../wallets/open-payments/wallet.ts';
import type { Wallets } from '../wallets/open-payments/wallets.ts';

/** What the user linked. */
interface LinkedPayer extends Payer {
  readonly kind: PayerKind;
}

/** All that the user can pay from. What a wallet of some kind can pay, the rails say. */
export class Payers {
  readonly #wallets: Wallets;
  readonly #uplinks: Uplinks;
  readonly #rails: () => ReadonlyMap<string, Rail>;

  /** @param rails asked for late: rails pay from these wallets. */
  constructor(wallets: Wallets, uplinks: Uplinks, rails: () => ReadonlyMap<string, Rail>) {
    this.#wallets = wallets;
    this.#uplinks = uplinks;
    this.#rails = rails;
  }

  /** Everything that is linked, usable or not: for names in what is past. */
  async all(): Promise<readonly Payer[]> {
    return [...(await this.#wallets.list()).map(walletPayer), ...(await this.#accounts())];
  }

  /** What can pay this. */
  async for({ request }: Intent): Promise<readonly Payer[]> {
    const rail = this.#rails().get(request.rail);
    const able = rail?.payers ?? [];
    const [wallets, accounts] = await Promise.all([this.#wallets.list(), this.#accounts()]);
    const usable = wallets.filter(({ status }) => status === 'linked').map(walletPayer);
    return [...[...usable, ...accounts].filter(({ kind }) => able.includes(kind)), ...(rail?.practice?.wallets ?? [])];
  }

  /** What pays unless the user chooses another: the default wallet where it can, else the first that can. */
  async defaultFor(intent: Intent): Promise<string | undefined> {
    const [chosen, able] = await Promise.all([this.#wallets.defaultId(), this.for(intent)]);
    return (able.find(({ id }) => id === chosen) ?? able[0])?.id;
  }

  async #accounts(): Promise<readonly LinkedPayer[]> {
    return (await this.#uplinks.list()).map(({ id, url, name, asset }) => {
      return { id, address: url, asset, kind: 'connector', ...(name === undefined ? {} : { publicName: name }) };
    });
  }
}

function walletPayer(wallet: ListedWallet): LinkedPayer {
  return { ...wallet, kind: 'open-payments' };
}
