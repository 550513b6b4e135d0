import { describe, expect, it } from 'vitest';
import { INTENT } from '../../tests/support/model-world.ts';
import { checkDue, checkQuote } from './check-amounts.ts';
import type { Amount } from '../model/amount.ts';
import type { Intent } from '../model/intent.ts';
import type { Payable } from '../model/payable.ts';

const usd = (value: bigint): Amount => ({ value, assetCode: 'USD', assetScale: 2 });
const mxn = (value: bigint): Amount => ({ value, assetCode: 'MXN', assetScale: 2 });
const payee = { walletAddress: 'https://payee.example/shop', asset: { code: 'MXN', scale: 2 } };
const payable: Payable = { url: 'https://payee.example/incoming-payments/1', payee, due: mxn(140000n), received: mxn(0n) };
const asking = (value: string, currency = 'MXN'): Intent => ({ ...INTENT, total: { currency, value } });
const costing = (receive: Amount, debit = usd(8080n)) => ({
  id: 'https://payer.example/quotes/1',
  walletId: 'w',
  debit,
  receive,
  expiresAt: 1,
});

describe('the four amounts', () => {
  it('agree: the page says 1400.00, the payee 140000, the quote delivers 140000', () => {
    expect(() => checkQuote(asking('1400.00'), payable, costing(mxn(140000n)))).not.toThrow();
  });

  it.each(['14.00', '1399.99', '1400.01', '0'])('stop a page that says %s', (total) => {
    expect(() => checkDue(asking(total), payable)).toThrowError(/amount-mismatch/);
  });

  it('stop a page that names another currency, or finer decimals', () => {
    expect(() => checkDue(asking('1400.00', 'USD'), payable)).toThrowError(/asset-mismatch/);
    expect(() => checkDue(asking('1400.001'), payable)).toThrowError(/amount-too-fine/);
  });

  it('stop a quote that delivers less, more, or another asset', () => {
    for (const receive of [mxn(139999n), mxn(140001n), usd(140000n), { ...mxn(140000n), assetScale: 3 }]) {
      expect(() => checkQuote(asking('1400.00'), payable, costing(receive))).toThrowError(/mismatch/);
    }
  });

  it('stop a quote that costs nothing', () => {
    expect(() => checkQuote(asking('1400.00'), payable, costing(mxn(140000n), usd(0n)))).toThrowError(/quote-mismatch/);
  });

  it('agree where a part was paid before: the page says what is due in all, or what is left of it', () => {
    const partly: Payable = { ...payable, due: mxn(42000n), received: mxn(98000n) };
    for (const total of ['1400.00', '420.00']) {
      expect(checkDue(asking(total), partly)).toEqual(mxn(42000n));
      expect(() => checkQuote(asking(total), partly, costing(mxn(42000n)))).not.toThrow();
      expect(() => checkQuote(asking(total), partly, costing(mxn(140000n)))).toThrowError(/quote-mismatch/);
    }
    expect(() => checkDue(asking('980.00'), partly)).toThrowError(/amount-mismatch/);
  });

  it('hold the page against the quote where the payee cannot be read', () => {
    const { url, received } = payable;
    expect(() => checkQuote(asking('1400.00'), { url, received }, costing(mxn(140000n)))).not.toThrow();
    expect(() => checkQuote(asking('1400.00'), { url, received }, costing(mxn(140100n)))).toThrowError(/amount-mismatch/);
  });
});
