import type { Locator, Page } from 'playwright';

/** The section "Safety" of the options page, by the accessible names of its controls. */
export class SafetyPage {
  readonly page: Page;
  readonly perPayment: Locator;
  readonly perSiteDay: Locator;
  readonly passkeyAbove: Locator;
  readonly lock: Locator;

  constructor(page: Page) {
    this.page = page;
    this.perPayment = page.getByRole('textbox', { name: 'At most in one payment' });
    this.perSiteDay = page.getByRole('textbox', { name: 'At most at one site in a day' });
    this.passkeyAbove = page.getByRole('textbox', { name: 'Ask for the passkey above' });
    this.lock = page.getByRole('combobox', { name: /^Lock Tender/ });
  }

  async addPasskey(): Promise<void> {
    await this.page.getByRole('button', { name: 'Add a passkey' }).click();
    await this.page.getByRole('button', { name: 'Remove the passkey' }).waitFor();
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save limits' }).click();
    await this.page.getByText('Saved.', { exact: true }).first().waitFor();
  }
}
