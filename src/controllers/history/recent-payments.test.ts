import { expect, test } from 'vitest';
import type { Payment } from '../../model/payment.ts';
import { recentPayments } from './recent-payments.ts';

/** Only what the list reads of a payment. */
function paymentOf(id: number, facts: Partial<Payment>): Payment {
  const intent = {
    source: { kind: 'user', via: 'typed' },
    request: { rail: 'x', kind: 'walletAddress', target: 'https://wallet.example/anna' },
  };
  return { id: String(id), createdAt: id, history: [], intent, ...facts } as unknown as Payment;
}

test('the last three that were made, in part or in full, or are open; with the shop’s host, else the payee’s', async () => {
  const shop = { source: { origin: 'https://shop.example' }, request: { target: 'https://wallet.example/incoming-payments/1' } };
  const payments = [
    paymentOf(9, { state: 'declined' }),
    paymentOf(8, { state: 'unsure' }),
    paymentOf(7, { state: 'failed', failure: { code: 'paid-in-part', params: {} } }),
    paymentOf(6, { state: 'failed', failure: { code: 'timeout', params: {} } }),
    paymentOf(5, { state: 'completed', intent: shop as unknown as Payment['intent'] }),
    paymentOf(4, { state: 'completed' }),
  ];
  const recent = await recentPayments({ page: () => Promise.resolve({ payments, unreadable: 0 }) });
  expect(recent).toEqual([
    { id: '8', host: 'wallet.example', state: 'open', at: 8 },
    { id: '7', host: 'wallet.example', state: 'in-part', at: 7 },
    { id: '5', host: 'shop.example', state: 'paid', at: 5 },
  ]);
});
