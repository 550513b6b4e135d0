import type { Locator, Page } from 'playwright';

/** A demo wallet's own pages: login, developer keys, consent. */
export class WalletPages {
  readonly page: Page;
  readonly allow: Locator;
  readonly addKeyButton: Locator;
  readonly allowKeyButton: Locator;
  readonly decline: Locator;
  readonly limit: Locator;
  readonly balance: Locator;

  constructor(page: Page) {
    this.page = page;
    this.addKeyButton = page.getByRole('button', { name: 'Add key' });
    this.allowKeyButton = page.getByRole('button', { name: 'Yes, allow it' });
    this.allow = page.getByRole('button', { name: 'Allow' });
    this.decline = page.getByRole('button', { name: 'Decline' });
    this.limit = page.getByTestId('limit');
    this.balance = page.getByTestId('balance');
  }

  /** Logs in if the wallet requires it; the session lasts for a while. */
  async logInIfAsked(user: string, password: string): Promise<void> {
    const name = this.page.getByRole('textbox', { name: 'User name' });
    await name
      .or(this.page.getByRole('navigation', { name: 'Account' }))
      .first()
      .waitFor();
    if (!(await name.isVisible())) return;
    await name.fill(user);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Log in' }).click();
  }

  /** Opens the developer keys page. */
  async openKeys(origin: string, user: string, password: string): Promise<Locator> {
    await this.page.goto(`${origin}/developer-keys`);
    await this.logInIfAsked(user, password);
    return this.page.getByRole('textbox', { name: 'Public key' });
  }

  /** Accepts the key in the URL of the opened page. */
  async allowKey(): Promise<void> {
    await this.allowKeyButton.click();
    await this.page.getByRole('heading', { name: 'Done' }).waitFor();
  }

  async saveKey(): Promise<void> {
    await this.addKeyButton.click();
    await this.page
      .getByRole('button', { name: /^Remove / })
      .first()
      .waitFor();
  }
}
