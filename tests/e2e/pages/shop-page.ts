import type { Locator, Page } from 'playwright';
import { PATIENCE_MS } from '../../support/patience.ts';

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

  /** Opens a product; resolves when its checkout is ready. */
  async open(shopUrl: string, product: string): Promise<void> {
    await this.page.goto(new URL(`/products/${product}`, shopUrl).href);
    await this.page.locator('button[data-order]').waitFor();
  }

  async waitForStatus(text: string, timeoutMs = PATIENCE_MS): Promise<void> {
    await this.status.and(this.page.getByText(text, { exact: true })).waitFor({ timeout: timeoutMs });
  }

  /** Waits until the checkout shows a result. */
  async outcome(timeoutMs = PATIENCE_MS): Promise<string> {
    const over = this.status.filter({ hasText: /./ }).filter({ hasNotText: /^(Waiting for your wallet…|Checking…)$/ });
    await over.waitFor({ timeout: timeoutMs });
    return over.innerText();
  }

  /** Reloads the page. @returns the incoming payment that the shop's server created. */
  async incomingPayment(): Promise<string> {
    const reply = this.page.waitForResponse((response) => response.url().includes('/api/checkouts/'));
    await this.page.reload();
    const { data } = (await (await reply).json()) as { data: { incomingPayment: string } };
    return data.incomingPayment;
  }

  /**
   * Requests a payment of the test's choice, as a shop's script does. `page.evaluate` counts as a user gesture.
   * @returns the response's details as JSON, or the name of the exception.
   */
  ask(incomingPayment: string, value = '1400.00'): Promise<string> {
    return this.page.evaluate(
      async ({ url, amount }) => {
        const total = { label: 'Order', amount: { currency: 'MXN', value: amount } };
        try {
          const response = await new PaymentRequest([{ supportedMethods: 'interledger', data: { incomingPayment: url } }], {
            total,
          }).show();
          void response.complete('success');
          return JSON.stringify(response.details);
        } catch (error) {
          return error instanceof Error ? error.name : 'nothing thrown';
        }
      },
      { url: incomingPayment, amount: value },
    );
  }
}
