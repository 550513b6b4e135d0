import { amountOf } from '../../../money/amount.ts';
import type { Account } from '../accounts.ts';
import type { WalletContext } from '../wallet-context.ts';
import type { InvoicePaymentRecord } from './issuer-store.ts';

/** The response for a payment of an invoice. */
export function paymentView({ urls, faults }: WalletContext, account: Account, payment: InvoicePaymentRecord) {
  const { id, receiver: invoice, debitAmount, receiveAmount, sent, createdAt, error } = payment;
  const delivered = faults.take('delivered-amount-zero') ? '0' : payment.delivered;
  return {
    id: `${urls.resourceServer}/invoice-payments/${id}`,
    walletAddress: urls.walletAddress(account),
    invoice,
    quoteId: `${urls.resourceServer}/invoice-quotes/${id}`,
    state: stateOf({ ...payment, delivered }),
    debitAmount,
    receiveAmount,
    sentAmount: amountOf(BigInt(sent), account.asset),
    deliveredAmount: { ...receiveAmount, value: delivered },
    createdAt: new Date(createdAt).toISOString(),
    ...(error === undefined ? {} : { error }),
  };
}

function stateOf({ state, delivered }: InvoicePaymentRecord): 'sending' | 'completed' | 'partial' | 'failed' {
  if (state === 'failed') return delivered === '0' ? 'failed' : 'partial';
  return state === 'completed' ? 'completed' : 'sending';
}
