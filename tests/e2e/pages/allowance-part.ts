import { expect } from '@playwright/test';
import type { Locator } from 'playwright';

/** The allowance part of a wallet's card. */
export class AllowancePart {
  readonly group: Locator;
  readonly giveButton: Locator;
  readonly changeButton: Locator;
  readonly revokeButton: Locator;
  readonly limit: Locator;
  readonly period: Locator;
  readonly cap: Locator;

  constructor(card: Locator) {
    this.group = card.getByRole('group', { name: 'Spending allowance' });
    this.giveButton = this.group.getByRole('button', { name: 'Set a spending allowance' });
    this.changeButton = this.group.getByRole('button', { name: 'Change allowance' });
    this.revokeButton = this.group.getByRole('button', { name: 'Revoke allowance' });
    this.limit = this.group.getByRole('textbox', { name: 'Amount' });
    this.period = this.group.getByRole('combobox', { name: 'For' });
    this.cap = this.group.getByRole('textbox', { name: /^Most for one payment/ });
  }

  /** Types the terms and sends them. */
  async ask(limit: string, { period, cap }: { readonly period?: string; readonly cap?: string } = {}): Promise<void> {
    // After linking the form is open already; the form of the previous terms may be closing.
    await expect(async () => {
      if (!(await this.limit.isVisible())) await this.changeButton.or(this.giveButton).click({ timeout: 5_000 });
      await this.limit.fill(limit, { timeout: 5_000 });
    }).toPass();
    if (period !== undefined) await this.period.selectOption({ label: period });
    if (cap !== undefined) await this.cap.fill(cap);
    await this.group.getByRole('button', { name: /^(Ask my wallet|Save)$/ }).click();
  }

  async revoke(): Promise<void> {
    await this.revokeButton.click();
    await this.group.getByRole('button', { name: 'Revoke it' }).click();
  }
}
