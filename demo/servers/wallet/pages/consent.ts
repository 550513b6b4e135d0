import { html } from 'hono/html';
import { formatAmount } from '../../../money/amount.ts';
import type { Account } from '../accounts.ts';
import type { Access } from '../auth/access.ts';
import type { GrantRecord } from '../auth/grant-store.ts';
import { accountByAddress, type WalletContext } from '../wallet-context.ts';
import { invoiceMarkup, payableInvoices } from './invoice-consent.ts';
import { walletPage, type Markup } from './layout.ts';

/** Whether this account's owner may decide about a grant: it names no other account. */
export function mayDecide(wallet: WalletContext, grant: GrantRecord, account: Account): boolean {
  const named = grant.access.flatMap(({ identifier }) => (identifier === undefined ? [] : [identifier]));
  if (grant.subject !== undefined) named.push(grant.subject);
  return named.every((address) => accountByAddress(wallet, address) === account);
}

/** Asks the account's owner for consent and shows the access with its limits. */
export async function consentPage(wallet: WalletContext, grant: GrantRecord, account: Account): Promise<Response> {
  const own = mayDecide(wallet, grant, account);
  const invoices = await payableInvoices(wallet, grant.access);
  const canAllow = [...invoices.values()].every((invoice) => invoice !== undefined);
  const content = html`<div class="card">
    <h1>${grant.clientName ?? 'Somebody'} asks for access</h1>
    <dl>
      <dt>Client</dt><dd>${'walletAddress' in grant.client ? grant.client.walletAddress : 'unknown'}</dd>
      <dt>Your account</dt><dd>${wallet.urls.walletAddress(account)}</dd>
    </dl>
    ${grant.access.map((access) => (invoices.has(access) ? invoiceMarkup(invoices.get(access), mostOf(access)) : accessMarkup(access)))}
    ${grant.subject === undefined ? '' : html`<p class="note">To know that <b>${grant.subject}</b> is yours.</p>`}
    ${own ? decisionForm(canAllow) : html`<p role="alert" class="note">This request is for another account. Log out first.</p>`}
  </div>`;
  return walletPage(wallet, { title: 'Consent', user: account.user }, content);
}

/** Shown if there is nothing to decide any more. */
export function consentGonePage(wallet: WalletContext): Promise<Response> {
  const content = html`<div class="card"><h1>Nothing to decide</h1><p>This request is over or was never made.</p></div>`;
  return walletPage(wallet, { title: 'Consent', status: 404 }, content);
}

function decisionForm(canAllow: boolean): Markup {
  return html`<form method="post">
    <div class="actions">
      ${canAllow ? html`<button type="submit" name="decision" value="allow" class="primary">Allow</button>` : ''}
      <button type="submit" name="decision" value="decline">Decline</button>
    </div>
  </form>`;
}

function accessMarkup({ type, actions, limits }: Access): Markup {
  if (type !== 'outgoing-payment') return html`<p class="muted">${plainWords(type)}: ${actions.join(', ')}</p>`;
  const amount = limits?.debitAmount ?? limits?.receiveAmount;
  return html`<p>${limits?.debitAmount ? 'May spend up to' : limits?.receiveAmount ? 'May deliver up to' : 'May spend'}</p>
    <p class="amount" data-testid="limit">${amount ? formatAmount(readable(amount)) : 'any amount'}</p>
    <dl>
      ${limits?.receiver === undefined ? '' : html`<dt>Paid to</dt><dd>${limits.receiver}</dd>`}
      ${limits?.interval === undefined ? '' : html`<dt>Again in each</dt><dd>${limits.interval}</dd>`}
      <dt>Rights</dt><dd>${actions.join(', ')}</dd>
    </dl>`;
}

function mostOf({ limits }: Access): string {
  return limits?.debitAmount ? formatAmount(readable(limits.debitAmount)) : 'any amount';
}

function plainWords(type: Access['type']): string {
  if (type === 'invoice-quote') return 'Prices of paying invoices';
  return type === 'quote' ? 'Prices of payments' : 'Payments to you';
}

// Limits are granted as requested, even with invalid numbers, so the page must be able to show them.
function readable(amount: { value: string | number; assetCode: string; assetScale: number }) {
  const value = /^\d+$/.test(String(amount.value)) ? String(amount.value) : '0';
  return { ...amount, value };
}
