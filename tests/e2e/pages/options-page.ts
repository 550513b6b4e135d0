import type { Locator, Page } from 'playwright';
import { PATIENCE_MS } from '../../support/patience.ts';

/** The user's input to link an Interledger account. */
export interface TypedAccount {
  readonly url: string;
  readonly name: string;
  readonly secret: string;
}

/** The wallets page of the extension, by the accessible names of its controls. */
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

  /** The button that opens the wallet's key page. */
  openButton(host: string): Locator {
    return this.page.getByRole('button', { name: `Open ${host}…` });
  }

  /** Types an address and submits it; resolves when the key is shown. */
  async askFor(address: string): Promise<void> {
    await this.address.fill(address);
    await this.linkButton.click();
    await this.wallet(address).getByRole('button', { name: 'Copy key' }).waitFor();
  }

  /** Types an account's URL, name and secret, and submits them. */
  async askForAccount({ url, name, secret }: TypedAccount): Promise<void> {
    await this.unfold('Other ways to connect');
    await this.page.getByLabel('Address of the account’s server').fill(url);
    await this.page.getByLabel('Account name, if it has one').fill(name);
    await this.page.getByLabel('Secret', { exact: true }).fill(secret);
    await this.page.getByRole('button', { name: 'Link account' }).click();
  }

  /** Expands a collapsed part with a name, if it is not expanded. */
  async unfold(name: string, within: Page | Locator = this.page): Promise<void> {
    const fold = within.locator('details').filter({ has: this.page.locator('summary', { hasText: name }) });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
  }

  /** The shown public key: in base64, or as JWK. */
  async shownKey(address: string, form: 'Key' | 'JWK' = 'Key'): Promise<string> {
    await this.unfold('Other forms', this.wallet(address));
    const group = this.wallet(address).getByRole('group', { name: form === 'Key' ? 'Key' : /JWK/, exact: form === 'Key' });
    return (await group.innerText()).trim();
  }

  /** Resolves when the page shows that the wallet has published the key. */
  async waitUntilLinked(address: string): Promise<void> {
    await this.wallet(address).getByText('Linked', { exact: true }).waitFor({ timeout: PATIENCE_MS });
  }
}
