import type { Locator, Page } from 'playwright';
import { PATIENCE_MS } from '../../support/patience.ts';

/** What a user types to link an Interledger account. */
export interface TypedAccount {
  readonly url: string;
  readonly name: string;
  readonly secret: string;
}

/** The extension's page of wallets, by the names that its controls have for people. */
export class OptionsPage {
  readonly page: Page;
  readonly address: Locator;
  readonly linkButton: Locator;
  readonly copyKeyButton: Locator;

  constructor(page: Page) {
    this.page = page;
    this.address = page.getByRole('textbox', { name: 'Wallet address' });
    this.linkButton = page.getByRole('button', { name: 'Link wallet' });
    this.copyKeyButton = page.getByRole('button', { name: 'Copy key' });
  }

  /** The card of a wallet, by its address. */
  wallet(address: string): Locator {
    return this.page.getByRole('region').filter({ hasText: address });
  }

  /** The button that leads to the wallet's key page. */
  openButton(host: string): Locator {
    return this.page.getByRole('button', { name: `Open ${host}…` });
  }

  /** Types an address and asks for its wallet; resolves when the key to give it is shown. */
  async askFor(address: string): Promise<void> {
    await this.address.fill(address);
    await this.linkButton.click();
    await this.wallet(address).getByRole('button', { name: 'Copy key' }).waitFor();
  }

  /** Types an account's address, name and secret, and asks to link it. */
  async askForAccount({ url, name, secret }: TypedAccount): Promise<void> {
    await this.unfold('Other ways to connect');
    await this.page.getByLabel('Address of the account’s server').fill(url);
    await this.page.getByLabel('Account name, if it has one').fill(name);
    await this.page.getByLabel('Secret', { exact: true }).fill(secret);
    await this.page.getByRole('button', { name: 'Link account' }).click();
  }

  /** Opens what is folded away under a name, if it is not open. */
  async unfold(name: string, within: Page | Locator = this.page): Promise<void> {
    const fold = within.locator('details').filter({ has: this.page.locator('summary', { hasText: name }) });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
  }

  /** The public key as it is shown: in base64, or as JWK. */
  async shownKey(address: string, form: 'Key' | 'JWK' = 'Key'): Promise<string> {
    await this.unfold('Other forms', this.wallet(address));
    const group = this.wallet(address).getByRole('group', { name: form === 'Key' ? 'Key' : /JWK/, exact: form === 'Key' });
    return (await group.innerText()).trim();
  }

  /** Resolves when the page has noticed by itself that the wallet has the key. */
  async waitUntilLinked(address: string): Promise<void> {
    await this.wallet(address).getByText('Linked', { exact: true }).waitFor({ timeout: PATIENCE_MS });
  }
}
