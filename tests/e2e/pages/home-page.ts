import type { Locator, Page } from 'playwright';

/** The popup without a waiting payment, by the accessible names of its controls. */
export class HomePage {
  readonly page: Page;
  readonly field: Locator;
  readonly amount: Locator;
  readonly continueButton: Locator;
  readonly problem: Locator;
  readonly found: Locator;
  readonly scanButton: Locator;
  readonly codes: Locator;

  constructor(page: Page) {
    this.page = page;
    this.field = page.getByLabel('Pay someone');
    this.amount = page.getByLabel('Amount');
    this.continueButton = page.getByRole('button', { name: 'Continue' });
    this.problem = page.getByRole('alert').filter({ hasText: /./ });
    this.scanButton = page.getByRole('button', { name: 'Scan this page' });
    this.codes = page.getByRole('list', { name: /^More than one code/ }).getByRole('listitem');
    this.found = page.getByRole('list', { name: 'On this page' }).getByRole('listitem');
  }

  /** Types a payee's text and submits it. */
  async bring(text: string): Promise<void> {
    await this.field.fill(text);
    await this.continueButton.click();
  }
}
