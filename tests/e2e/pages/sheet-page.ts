import type { Locator, Page } from 'playwright';
import { PATIENCE_MS } from '../../support/patience.ts';

/** The payment sheet, by the names that its controls have for people. */
export class SheetPage {
  readonly page: Page;
  /** Names the exact debit once the price is agreed. */
  readonly payButton: Locator;
  readonly cancelButton: Locator;
  /** On the sheet of a payment that is over. */
  readonly backButton: Locator;
  readonly main: Locator;

  constructor(page: Page) {
    this.page = page;
    this.payButton = page.getByRole('button', { name: /^Pay / });
    this.cancelButton = page.getByRole('button', { name: 'Cancel', exact: true });
    this.backButton = page.getByRole('button', { name: 'Back to the shop' });
    this.main = page.getByRole('main');
  }

  /** Resolves when a press on Pay would count. */
  async waitUntilReady(timeoutMs = PATIENCE_MS): Promise<void> {
    await this.payButton.and(this.page.locator(':not([aria-disabled="true"])')).waitFor({ timeout: timeoutMs });
  }

  heading(text: string | RegExp): Locator {
    return this.page.getByRole('heading', { name: text });
  }
}
