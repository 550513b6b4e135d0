import type { PrivacyCommand, PrivacyView, AllowedPayee } from '../../messages/privacy.ts';
import { parsePrivacyCommand } from '../../messages/privacy-parser.ts';
import type { Disclosure, Privacy as PrivacyRules } from '../../model/permission.ts';
import type { AllowedDisclosure, PrivacyStore } from '../../storage/privacy.ts';
import { Controller } from '../controller.ts';
import type { PortConnection } from '../port-connection.ts';

export interface PrivacyDeps {
  readonly store: PrivacyStore;
  /** The linked wallets. */
  readonly wallets: () => Promise<readonly { readonly id: string; readonly address: string }[]>;
  readonly now: () => number;
}

/** What may be told about the user before an approval, and the options page's part where they see and change it. */
export class Privacy implements PrivacyRules {
  readonly #deps: PrivacyDeps;
  readonly #pages = new Controller<PrivacyView, PrivacyCommand>({
    parse: parsePrivacyCommand,
    run: (command) => this.#run(command),
    view: () => this.#view(),
  });

  constructor(deps: PrivacyDeps) {
    this.#deps = deps;
  }

  async asksBeforeContact(): Promise<boolean> {
    return (await this.#deps.store.settings()).asksBeforeContact;
  }

  async isAllowed(disclosure: Disclosure): Promise<boolean> {
    return (await this.#deps.store.settings()).allowed.some((one) => isSame(one, disclosure));
  }

  async allow({ payee, server, walletId }: Disclosure): Promise<void> {
    const fresh = { payee, server, walletId, at: this.#deps.now() };
    await this.#deps.store.change(({ allowed, ...rest }) => ({
      ...rest,
      allowed: [...allowed.filter((one) => !isSame(one, fresh)), fresh],
    }));
    await this.show();
  }

  connect(connection: PortConnection): void {
    this.#pages.connect(connection);
    void this.show();
  }

  /** Sends the view to every open options page. */
  async show(): Promise<void> {
    await this.#pages.show();
  }

  async #run(command: PrivacyCommand): Promise<void> {
    await this.#deps.store.change((settings) =>
      command.type === 'ask-before-contact'
        ? { ...settings, asksBeforeContact: command.isOn }
        : { ...settings, allowed: settings.allowed.filter((one) => !isSame(one, command.disclosure)) },
    );
    await this.show();
  }

  async #view(): Promise<PrivacyView> {
    const [{ asksBeforeContact, allowed }, wallets] = await Promise.all([this.#deps.store.settings(), this.#deps.wallets()]);
    const addresses = new Map(wallets.map(({ id, address }) => [id, address]));
    return { asksBeforeContact, told: allowed.map((one) => toldPayee(one, addresses.get(one.walletId))).toReversed() };
  }
}

function toldPayee({ at, payee, server, walletId }: AllowedDisclosure, wallet: string | undefined): AllowedPayee {
  return {
    disclosure: { payee, server, walletId },
    payeeHost: new URL(payee).host,
    serverHost: new URL(server).host,
    at,
    ...(wallet === undefined ? {} : { wallet }),
  };
}

function isSame(one: Disclosure, other: Disclosure): boolean {
  return one.payee === other.payee && one.server === other.server && one.walletId === other.walletId;
}
