import type { Locator, Page } from 'playwright';
import { PATIENCE_MS } from '../../support/patience.ts';

/** The payment sheet, by the accessible names of its controls. */
export class SheetPage {
  readonly page: Page;
  /** Its name contains the exact debit when the offer is complete. */
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

  /** Resolves when a press of Pay would be accepted. */
  async waitUntilReady(timeoutMs = PATIENCE_MS): Promise<void> {
    await this.payButton.and(this.page.locator(':not([aria-disabled="true"])')).waitFor({ timeout: timeoutMs });
  }

  /** Presses Cancel, which closes the sheet. */
  cancel(): Promise<void> {
    return clickAway(this.cancelButton);
  }

  /** Presses Back to the shop, which closes the sheet. */
  goBack(): Promise<void> {
    return clickAway(this.backButton);
  }

  /** Presses Done, which replaces Back if no page requested the payment. */
  done(): Promise<void> {
    return clickAway(this.page.getByRole('button', { name: 'Done' }));
  }

  /** Presses Receipt: the history opens there, and the sheet closes. */
  showReceipt(): Promise<void> {
    return clickAway(this.page.getByRole('button', { name: 'Receipt' }));
  }

  heading(text: string | RegExp): Locator {
    return this.page.getByRole('heading', { name: text });
  }
}

/** A click after which the page may close before the browser has confirmed the click. */
async function clickAway(button: Locator): Promise<void> {
  try {
    await button.click();
  } catch (error) {
    if (!button.page().isClosed()) throw error;
  }
}
