import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../tests/support/catalogue.ts';
import { INTENT } from '../../../tests/support/model-world.ts';
import type { ErrorCode } from '../../model/errors.ts';
import { ERRORS, isErrorCode } from '../../model/errors.ts';
import type { Payment } from '../../model/payment.ts';
import type { CheckoutReply } from '../../messages/checkout.ts';
import { answerFor as answerByRail, isRetriable, isWorthStartingOver, refusal } from './page-answers.ts';

const answerFor = (of: Payment): CheckoutReply | undefined => answerByRail(of, { reference: 'incomingPayment' });

const payment: Payment = { id: 'p', key: 'k', revision: 0, state: 'quoted', history: [], intent: INTENT, createdAt: 0 };
const failed = (code: ErrorCode, facts: Partial<Payment> = {}): Payment => ({
  ...payment,
  state: 'failed',
  failure: { code, params: { host: 'wallet.example' } },
  walletId: 'https://wallet.example/me',
  ...facts,
});
const codes = Object.keys(ERRORS).filter(isErrorCode);

describe('what a page is told', () => {
  it('is nothing while the payment goes on', () => {
    for (const state of ['asked', 'quoted', 'authorizing', 'sending', 'unsure'] as const)
      expect(answerFor({ ...payment, state })).toBeUndefined();
  });

  it('is references only when it is paid', () => {
    const received = { value: 1000n, assetCode: 'USD', assetScale: 2 };
    const debit = { value: 8080n, assetCode: 'USD', assetScale: 2 };
    const paid: Payment = {
      ...payment,
      state: 'completed',
      walletId: 'https://wallet.example/me',
      receipt: { received, debit, at: 1, reference: 'https://wallet.example/op/1' },
    };
    const answer = JSON.stringify(answerFor(paid));
    expect(JSON.parse(answer)).toMatchObject({ type: 'response', details: { status: 'completed', receivedAmount: { value: '1000' } } });
    expect(answer).not.toContain('wallet.example');
    expect(answer).not.toContain('8080');
  });

  it('is that the order is paid, where only whose money it was is not known', () => {
    const unsure = (code: ErrorCode): Payment => ({ ...payment, state: 'unsure', failure: { code, params: {} } });
    expect(answerFor(unsure('sender-unknown'))).toMatchObject({ type: 'response', details: { status: 'completed' } });
    expect(answerFor(unsure('answer-lost'))).toBeUndefined();
    // The merchant has to know of it by a proof first.
    expect(answerFor(unsure('proof-missing'))).toBeUndefined();
    expect(answerFor(unsure('proof-invalid'))).toBeUndefined();
  });

  it('names what was paid as its rail does', () => {
    expect(answerByRail({ ...payment, state: 'completed' }, { reference: 'invoice' })).toMatchObject({
      details: { invoice: INTENT.request.target },
    });
  });

  it('is AbortError when the user declined', () => {
    expect(answerFor({ ...payment, state: 'declined' })).toMatchObject({ name: 'AbortError' });
  });

  it('says what is wrong with what the page asked for, with every key that it may use', () => {
    const malformed = refusal('invalid-request');
    expect(malformed).toMatchObject({ name: 'TypeError' });
    expect(JSON.stringify(malformed)).toMatch(/incomingPayment.*walletAddress.*invoice/);
    const unknown = answerFor(failed('not-a-wallet-address'));
    expect(unknown).toMatchObject({ name: 'OperationError' });
    expect(JSON.stringify(unknown)).toContain('No wallet answers at the walletAddress');
  });

  it('never names the wallet, whatever failed', () => {
    for (const code of codes) {
      const answer = JSON.stringify(answerFor(failed(code, { seenAt: 1 })));
      expect(answer).toMatch(code === 'other-method-chosen' ? /^\{"type":"hand-over"\}$/ : /error/);
      expect(answer).not.toContain('wallet.example');
    }
  });

  it('is the same for every failure on the payer’s side: not even whether a wallet is linked shows', () => {
    const payers: readonly ErrorCode[] = [
      'no-wallet',
      'key-removed',
      'insufficient-funds',
      'payment-failed',
      'quote-refused',
      'unreachable',
      'over-limit',
    ];
    expect(new Set(payers.map((code) => JSON.stringify(refusal(code)))).size).toBe(1);
  });
});

describe('a part that was paid', () => {
  const part = failed('paid-in-part', { approval: { digest: 'd', at: 0 } });

  it('keeps the page waiting while the user may pay the rest, and is a failure once they left it', () => {
    expect(isRetriable(part)).toBe(true);
    expect(answerFor(part)).toBeUndefined();
    expect(answerFor({ ...part, seenAt: 1 })).toMatchObject({ type: 'error', name: 'OperationError' });
  });
});

describe('a failure', () => {
  it('before the approval waits for the sheet where another try can help', () => {
    expect(isRetriable(failed('unreachable'))).toBe(true);
    expect(answerFor(failed('unreachable'))).toBeUndefined();
    expect(answerFor(failed('unreachable', { seenAt: 1 }))).toMatchObject({ name: 'OperationError' });
  });

  it('of the request itself, or after the approval, is told at once', () => {
    expect(answerFor(failed('amount-mismatch'))).toMatchObject({ name: 'OperationError' });
    expect(answerFor(failed('payment-failed', { approval: { digest: 'd', at: 1 } }))).toMatchObject({ name: 'OperationError' });
  });
});

describe('“Try again” in the words of an error', () => {
  const text = (code: ErrorCode) =>
    ['', '_manual'].map((variant) => catalogue[`error_${code.replaceAll('-', '_')}_text${variant}`]?.message ?? '').join(' ');
  const saying = codes.filter((code) => /try again/i.test(text(code)));

  it('has its button before an approval, and a place to start over after one', () => {
    expect(saying.length).toBeGreaterThan(10);
    const approval = { digest: 'd', at: 1 };
    expect(saying.filter((code) => !isRetriable(failed(code)))).toEqual([]);
    expect(saying.filter((code) => isRetriable(failed(code, { approval })))).toEqual([]);
    expect(saying.filter((code) => !isWorthStartingOver(failed(code, { approval })))).toEqual([]);
  });

  it('is not added where the error says what to do, nor to what was declined or paid', () => {
    for (const code of ['page-gone', 'payable-expired', 'payable-completed', 'paid-in-part'] as const)
      expect(isWorthStartingOver(failed(code))).toBe(false);
    expect(isWorthStartingOver(failed('consent-denied', { state: 'declined' }))).toBe(false);
  });
});
