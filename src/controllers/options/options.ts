import type { AllowanceAnswer, AllowanceCommand } from '../../messages/allowance.ts';
import type { AccountLinking, OptionsAccount, OptionsCommand, OptionsView, OptionsWallet } from '../../messages/options.ts';
import { parseOptionsCommand } from '../../messages/options-parser.ts';
import { toTenderError } from '../../model/errors.ts';
import { toBase64 } from '../../wallets/open-payments/key.ts';
import type { ListedWallet } from '../../wallets/open-payments/wallet.ts';
import { awaitsKey } from '../../wallets/open-payments/wallet.ts';
import type { LinkedUplink } from '../../wallets/connector/connector-account.ts';
import type { Uplinks } from '../../wallets/connector/connector-accounts.ts';
import type { Wallets } from '../../wallets/open-payments/wallets.ts';
import type { AllowanceController } from './allowances.ts';
import type { KeyPages } from './key-pages.ts';
import { Controller } from '../controller.ts';
import type { PortConnection } from '../port-connection.ts';

/** While the page is open and a key is awaited, the wallet is asked this often. */
const LOOK_EVERY = 2_000;

type Linking = NonNullable<OptionsView['linking']>;

/** What the options page needs to show and to do. */
export interface OptionsDeps {
  readonly wallets: Wallets;
  readonly uplinks: Uplinks;
  /** True while an order waits for a wallet. */
  readonly orderWaits: () => Promise<boolean>;
  readonly allowances: AllowanceController;
  readonly keyPages: KeyPages;
  /** Asks for a practice order, on behalf of the user at a tab. */
  readonly practise: (tabId: number | undefined) => Promise<void>;
}

/** The options page's other end: sends it the linked wallets, links and unlinks, and watches for published keys while it is open. */
export class Options {
  readonly #wallets: Wallets;
  readonly #uplinks: Uplinks;
  readonly #orderWaits: OptionsDeps['orderWaits'];
  readonly #allowances: AllowanceController;
  readonly #keyPages: KeyPages;
  readonly #practise: OptionsDeps['practise'];
  readonly #pages = new Controller<OptionsView, OptionsCommand>({
    parse: parseOptionsCommand,
    run: (command, connection) => this.#run(command, connection),
    view: () => this.#view(),
  });
  #linking: Linking | undefined;
  #linkingAccount: AccountLinking | undefined;
  #allowing: AllowanceAnswer | undefined;
  #isLooking = false;

  constructor({ wallets, uplinks, orderWaits, allowances, keyPages, practise }: OptionsDeps) {
    this.#wallets = wallets;
    this.#uplinks = uplinks;
    this.#orderWaits = orderWaits;
    this.#allowances = allowances;
    this.#keyPages = keyPages;
    this.#practise = practise;
  }

  connect(connection: PortConnection): void {
    this.#pages.connect(connection);
    void this.#checkAll();
    void this.#allowances.reconcileAll().catch(() => undefined);
    void this.show();
  }

  /** Sends the view to every open options page, and looks for awaited keys while there is one. */
  async show(): Promise<void> {
    const view = await this.#pages.show();
    if (!view || this.#isLooking || !view.wallets.some(({ status, newKey }) => status !== 'linked' || newKey)) return;
    this.#isLooking = true;
    setTimeout(() => void this.#look(), LOOK_EVERY);
  }

  async #view(): Promise<OptionsView> {
    const [wallets, damaged, uplinks] = await Promise.all([this.#wallets.list(), this.#wallets.damaged(), this.#uplinks.list()]);
    return {
      wallets: await this.#walletViews(wallets),
      orderWaits: await this.#orderWaits(),
      ...(damaged.length > 0 ? { damaged } : {}),
      ...(uplinks.length > 0 ? { accounts: uplinks.map(accountView) } : {}),
      ...(this.#linking ? { linking: this.#linking } : {}),
      ...(this.#linkingAccount ? { linkingAccount: this.#linkingAccount } : {}),
      ...(this.#allowing ? { allowing: this.#allowing } : {}),
    };
  }

  async #look(): Promise<void> {
    this.#isLooking = false;
    if (!this.#pages.isConnected) return;
    const awaited = (await this.#wallets.list()).filter(awaitsKey);
    await Promise.all(awaited.map(({ id }) => this.#wallets.check(id)));
    await this.show();
  }

  async #checkAll(): Promise<void> {
    await Promise.all((await this.#wallets.list()).map(({ id }) => this.#wallets.check(id)));
  }

  async #run(command: OptionsCommand, { port }: PortConnection): Promise<void> {
    const wallets = this.#wallets;
    switch (command.type) {
      case 'link':
        return this.#link(command.ticket, command.address);
      case 'link-account':
        return this.#linkAccount(command);
      case 'unlink-account':
        return this.#uplinks.unlink(command.accountId);
      case 'make-default':
        return wallets.makeDefault(command.walletId);
      case 'unlink':
        this.#linking = undefined;
        return wallets.unlink(command.walletId);
      case 'replace-key':
        return wallets.replaceKey(command.walletId);
      case 'practice':
        return this.#practise(port.sender?.tab?.id);
      case 'check-key':
        return wallets.check(command.walletId);
      default:
        return this.#allow(command);
    }
  }

  async #allow(command: AllowanceCommand): Promise<void> {
    const answer = async (said: Omit<AllowanceAnswer, 'ticket'>): Promise<void> => {
      if ('ticket' in command) this.#allowing = { ticket: command.ticket, ...said };
      await this.show();
    };
    await answer({ state: 'working' });
    try {
      const against = await this.#allowances.run(command);
      await answer(against ? { state: against.passkey ? 'passkey' : 'failed', ...against } : { state: 'done' });
    } catch (thrown) {
      if (toTenderError(thrown).code !== 'refused') throw thrown;
      await answer({ state: 'refused' });
    }
  }

  async #link(ticket: string, address: string): Promise<void> {
    await this.#say({ ticket, state: 'working' });
    try {
      const wallet = await this.#wallets.link(address);
      await this.#say({ ticket, state: 'done', walletId: wallet.id });
      await this.#wallets.check(wallet.id);
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      const origin = params['host'] === undefined ? undefined : `https://${params['host']}/*`;
      // A server that does not answer other sites (no CORS) looks just like one that is down; the permission settles which it is.
      const permissionFor = code === 'unreachable' && origin !== undefined ? [origin] : undefined;
      await this.#say({ ticket, state: 'failed', problem: { code, params }, ...(permissionFor ? { permissionFor } : {}) });
    }
  }

  async #linkAccount({ ticket, ...typed }: Extract<OptionsCommand, { type: 'link-account' }>): Promise<void> {
    const answer = async (said: Omit<AccountLinking, 'ticket'>): Promise<void> => {
      this.#linkingAccount = { ticket, ...said };
      await this.show();
    };
    await answer({ state: 'working' });
    try {
      const { id } = await this.#uplinks.link(typed);
      await answer({ state: 'done', accountId: id });
    } catch (thrown) {
      const { code, params } = toTenderError(thrown);
      await answer({ state: 'failed', problem: { code, params } });
    }
  }

  async #say(linking: Linking): Promise<void> {
    this.#linking = linking;
    await this.show();
  }

  async #walletViews(wallets: readonly ListedWallet[]): Promise<OptionsWallet[]> {
    const defaultId = await this.#wallets.defaultId();
    return Promise.all(wallets.map((wallet) => this.#walletView(wallet, defaultId)));
  }

  async #walletView(wallet: ListedWallet, defaultId: string | undefined): Promise<OptionsWallet> {
    const { id, address, publicName, asset, status, checkedAt, problem, keyId, newKeyId } = wallet;
    const key = await this.#key(id, keyId);
    const newKey = newKeyId === undefined ? undefined : await this.#key(id, newKeyId);
    const keyPage = awaitsKey(wallet) ? this.#keyPages.of(address, (newKey ?? key).jwk, () => void this.show()) : undefined;
    return {
      id,
      address,
      host: new URL(address).host,
      asset,
      status,
      isDefault: id === defaultId,
      key,
      ...(publicName === undefined ? {} : { name: publicName }),
      ...(newKey ? { newKey } : {}),
      ...(keyPage ? { keyPage } : {}),
      ...(checkedAt === undefined ? {} : { checkedAt }),
      ...(problem ? { problem } : {}),
      ...(status === 'waiting' ? {} : { allowance: await this.#allowances.ofWallet(id) }),
    };
  }

  async #key(id: string, kid: string): Promise<OptionsWallet['key']> {
    const jwk = await this.#wallets.publicKey(id, kid);
    return { jwk, base64: toBase64(jwk) };
  }
}

function accountView({ id, url, name, asset }: LinkedUplink): OptionsAccount {
  return { id, url, host: new URL(url).host, asset, ...(name === undefined ? {} : { name }) };
}
