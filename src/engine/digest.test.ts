import { expect, it } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import { digestOf } from './digest.ts';
import type { Payable } from '../model/payable.ts';
import type { PayeeMemory } from '../model/payees/payee-memory.ts';
import type { Quote } from '../model/quote.ts';

const usd = (value: bigint) => ({ value, assetCode: 'USD', assetScale: 2 });
const payable: Payable = { url: 'https://payee.example/1', due: usd(1000n), received: usd(0n) };
const quote: Quote = { id: 'q', walletId: 'w', debit: usd(1010n), receive: usd(1000n), expiresAt: 1 };
const memory: PayeeMemory = { verdict: { kind: 'first' } };

it('is another one where the fee is: the same debit, and more of it sent', async () => {
  const of = (more: Partial<Quote>) => digestOf(INTENT, payable, { ...quote, ...more }, memory);
  const digests = [await of({}), await of({ sent: usd(1000n) }), await of({ sent: usd(1005n) })];
  expect(new Set(digests).size).toBe(3);
  // A new quote at the same price is the same offer.
  expect(await of({ id: 'another', expiresAt: 2 })).toBe(digests[0]);
});
