import { html } from 'hono/html';
import { amountOf, formatAmount } from '../../../money/amount.ts';
import type { Account } from '../accounts.ts';
import { ledgerIds } from '../../../money/ledger-ids.ts';
import type { WalletContext } from '../wallet-context.ts';
import { walletPage } from './layout.ts';

const words: Readonly<Record<string, string>> = {
  issue: 'Opening balance',
  reserve: 'Set aside for a payment',
  release: 'Not needed, given back',
  deliver: 'Received',
};

/** An account's balance and transfers. */
export function accountPage(wallet: WalletContext, account: Account): Promise<Response> {
  const { ledger, urls } = wallet;
  const id = ledgerIds.account(account);
  const show = (value: bigint) => formatAmount(amountOf(value, account.asset));
  const reserved = ledger.balance(ledgerIds.reserved(account));
  const movements = ledger.transfers({ account: id }).toReversed();
  const content = html`<div class="card">
    <h1>${account.publicName ?? account.user}</h1>
    <p class="muted">Wallet address <code data-testid="wallet-address">${urls.walletAddress(account)}</code></p>
    <p class="amount" data-testid="balance">${show(ledger.balance(id))}</p>
    ${reserved > 0n ? html`<p class="muted">On its way: ${show(reserved)}</p>` : ''}
    <h2>Movements</h2>
    ${movements.length === 0 ? html`<p class="muted">None yet.</p>` : ''}
    <table>
      ${movements.map(
        ({ kind, credit, amount, createdAt }) =>
          html`<tr>
            <td>${words[kind] ?? kind}</td>
            <td class="muted">${new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')}</td>
            <td class="number">${credit === id ? '+' : '−'} ${show(amount)}</td>
          </tr>`,
      )}
    </table>
  </div>`;
  return walletPage(wallet, { title: 'Account', user: account.user }, content);
}
