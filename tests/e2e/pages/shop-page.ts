import type { Locator, Page } from 'playwright';

/** A product of the demo shop with its checkout. */
export class ShopPage {
  readonly page: Page;
  readonly payButton: Locator;
  readonly status: Locator;

  constructor(page: Page) {
    this.page = page;
    this.payButton = page.getByRole('button', { name: 'Pay with your wallet' });
    this.status = page.getByRole('status');
  }

  /** Opens a product; resolves when its checkout is ready for the click. */
  async open(shopUrl: string, product: string): Promise<void> {
    await this.page.goto(new URL(`/products/${product}`, shopUrl).href);
    await this.page.locator('button[data-order]').waitFor();
  }

  async waitForStatus(text: string, timeoutMs = 30_000): Promise<void> {
    await this.status.and(this.page.getByText(text, { exact: true })).waitFor({ timeout: timeoutMs });
  }

  /** Waits until the checkout's own words are something else than that it works on it. */
  async outcome(timeoutMs = 30_000): Promise<string> {
    const over = this.status.filter({ hasText: /./ }).filter({ hasNotText: /^(Waiting for your wallet…|Checking…)$/ });
    await over.waitFor({ timeout: timeoutMs });
    return over.innerText();
  }
}
