import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Amount } from './amount.ts';
import { approvedDebit, countedDebit, excessOf, feeOf, mostOf, quotedFee } from './receipt.ts';

const usd = (value: bigint, assetScale = 2): Amount => ({ value, assetCode: 'USD', assetScale });
const mxn = (value: bigint): Amount => ({ value, assetCode: 'MXN', assetScale: 2 });

describe('the fee on a receipt', () => {
  it.each([
    ['the difference, within one currency', usd(506n), usd(500n), { receive: usd(500n) }, 6n],
    ['nothing, where all of it was sent', usd(500n), usd(500n), { receive: usd(500n) }, 0n],
    ['the difference, between two', usd(402n), usd(293n), { receive: mxn(5000n) }, 109n],
    ['the difference, where the payee counts in other units', usd(506n), usd(500n), { receive: usd(5n, 0) }, 6n],
    ['the difference, whatever nonsense the quote says was sent', usd(506n), usd(500n), { receive: usd(500n), sent: usd(0n) }, 6n],
  ])('is %s', (_, debit, sent, quoted, fee) => {
    expect(feeOf(debit, sent, quoted)?.value).toBe(fee);
  });

  it.each([
    ['the wallet says that nothing was sent', usd(506n), usd(0n), { receive: usd(500n) }],
    ['it says that nothing was sent, between two currencies', usd(8080n), usd(0n), { receive: mxn(140_000n) }],
    ['less was sent than arrived', usd(506n), usd(499n), { receive: usd(500n) }],
    ['less was sent than arrived, in other units', usd(506n), usd(499n), { receive: usd(50n, 1) }],
    ['less was sent than the quote said', usd(8080n), usd(4000n), { receive: mxn(140_000n), sent: usd(8000n) }],
    ['more was sent than debited', usd(506n), usd(507n), { receive: usd(500n) }],
    ['it is told in another currency', usd(506n), mxn(500n), { receive: usd(500n) }],
    ['it is told in other units', usd(506n), usd(5n, 0), { receive: usd(500n) }],
    ['nothing is told', usd(506n), undefined, { receive: usd(500n) }],
  ])('is left out where %s', (_, debit, sent, quoted) => {
    expect(feeOf(debit, sent, quoted)).toBeUndefined();
  });

  it('is never more than what the debit leaves over what arrived', () => {
    const value = fc.bigInt(0n, 10n ** 12n);
    fc.assert(
      fc.property(value, value, value, (debit, sent, receive) => {
        const fee = feeOf(usd(debit), usd(sent), { receive: usd(receive) });
        if (fee) expect(fee.value >= 0n && fee.value <= debit - receive).toBe(true);
      }),
    );
  });
});

describe('the fee of a quote', () => {
  it('is what it says apart, else the difference within one asset', () => {
    expect(quotedFee({ debit: usd(8080n), receive: mxn(140_000n), sent: usd(8000n) })?.value).toBe(80n);
    expect(quotedFee({ debit: usd(506n), receive: usd(500n) })?.value).toBe(6n);
    expect(quotedFee({ debit: usd(506n), receive: usd(500n), sent: usd(0n) })?.value).toBe(6n);
    expect(quotedFee({ debit: usd(8080n), receive: mxn(140_000n) })).toBeUndefined();
    expect(quotedFee({ debit: usd(8080n), receive: mxn(140_000n), sent: usd(0n) })).toBeUndefined();
  });
});

describe('a wallet that took more than was approved', () => {
  const quote = { id: 'q', walletId: 'w', debit: usd(506n), receive: usd(500n), expiresAt: 0 };
  const receipt = (debit: Amount) => ({ quote, receipt: { received: usd(500n), debit, at: 0 } });

  it('is told by the higher sum, in its own asset only', () => {
    expect(mostOf(usd(506n), [usd(500n), usd(556n)])).toEqual(usd(556n));
    expect(mostOf(usd(506n), [mxn(9999n), usd(9999n, 3), usd(0n)])).toEqual(usd(506n));
  });

  it('is an excess of the outcome only where it is more than the quote’s debit', () => {
    const excess = { received: usd(250n), debit: usd(556n) };
    expect(excessOf({ quote }, usd(250n), usd(506n), usd(556n))).toEqual({ excess });
    expect(excessOf({ quote }, usd(250n), usd(506n), mxn(9999n))).toEqual({});
    expect(countedDebit({ quote, receipt: excess })).toEqual(usd(556n));
  });

  it('counts with what it took; one that took less counts with what was approved', () => {
    expect(approvedDebit(receipt(usd(556n)))).toEqual(usd(506n));
    expect(countedDebit(receipt(usd(556n)))).toEqual(usd(556n));
    expect(approvedDebit(receipt(usd(505n)))).toBeUndefined();
    expect(countedDebit(receipt(usd(505n)))).toEqual(usd(506n));
    expect(countedDebit({ quote })).toEqual(usd(506n));
    expect(countedDebit({})).toBeUndefined();
  });
});
