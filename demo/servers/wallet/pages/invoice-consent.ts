import { html } from 'hono/html';
import { amountOf, formatAmount } from '../../../money/amount.ts';
import type { Access } from '../auth/access.ts';
import type { Invoice } from '../issuer/invoice-reader.ts';
import type { WalletContext } from '../wallet-context.ts';
import type { Markup } from './layout.ts';

/** The invoices of a grant, as the wallet has read them; undefined for one that is unreadable or cannot be paid. */
export async function payableInvoices({ invoices }: WalletContext, access: readonly Access[]): Promise<Map<Access, Invoice | undefined>> {
  const read = access
    .filter(({ type }) => type === 'invoice-payment')
    .map(async (item) => {
      const payable = await invoices.payable(item.limits?.invoice ?? '').catch(() => undefined);
      return [item, payable?.invoice] as const;
    });
  return new Map(await Promise.all(read));
}

/** The payee, the invoice's URL, the due amount and the maximum debit. */
export function invoiceMarkup(invoice: Invoice | undefined, most: string): Markup {
  if (!invoice) return html`<p role="alert" class="note">The invoice cannot be read, or there is nothing to pay any more.</p>`;
  const { subject, host, due, asset, description } = invoice;
  return html`<p>May pay one invoice, for at most</p>
    <p class="amount" data-testid="limit">${most}</p>
    <dl>
      <dt>Paid to</dt><dd data-testid="subject">${subject}</dd>
      <dt>Invoice at</dt><dd data-testid="invoice-host">${host}</dd>
      <dt>Due</dt><dd data-testid="due">${formatAmount(amountOf(due, asset))}</dd>
      ${description === undefined ? '' : html`<dt>For</dt><dd>${description.slice(0, 200)}</dd>`}
    </dl>`;
}
