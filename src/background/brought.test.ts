import { describe, expect, it } from 'vitest';
import { TenderError } from '../payments/errors.ts';
import type { Rail } from '../payments/rail.ts';
import { requestOf } from './brought.ts';

const refuse = () => Promise.reject(new TenderError('internal'));

/** A rail that takes https URLs of public hosts whose path it knows. */
function rail(id: string, kinds: Readonly<Record<string, RegExp>>): Rail {
  const parseRequest: Rail['parseRequest'] = (kind, value) => {
    const text = String(value);
    const url = new URL(text.startsWith('$') ? `https://${text.slice(1)}` : text);
    if (url.protocol !== 'https:' || url.hostname === '127.0.0.1') throw new TenderError('insecure-url', { params: { host: url.host } });
    if (!kinds[kind]?.test(url.pathname)) throw new TenderError('invalid-request');
    return { rail: id, kind, target: url.href };
  };
  const unused = { resolve: refuse, quote: refuse, authorize: refuse, finish: refuse, submit: refuse, reconcile: refuse, release: refuse };
  return { id, kinds: Object.keys(kinds), parseRequest, keyOf: () => '', isReturn: () => false, ...unused };
}

const rails = new Map([
  ['one', rail('one', { incomingPayment: /\/incoming-payments\/[^/]+$/, walletAddress: /^[^?]*$/ })],
  ['two', rail('two', { invoice: /\/invoices\/[^/]+$/ })],
]);

describe('what a person brings', () => {
  it.each([
    ['https://w.example/incoming-payments/1', 'incomingPayment', 'https://w.example/incoming-payments/1'],
    ['//acquirer.example/invoices/1', 'invoice', 'https://acquirer.example/invoices/1'],
    ['acquirer.example/invoices/1', 'invoice', 'https://acquirer.example/invoices/1'],
    ['https://w.example/anna', 'walletAddress', 'https://w.example/anna'],
    ['$w.example/anna', 'walletAddress', 'https://w.example/anna'],
    ['w.example/anna', 'walletAddress', 'https://w.example/anna'],
    ['w.example:8443/anna', 'walletAddress', 'https://w.example:8443/anna'],
    [' \thttps://w.example/anna\r\n', 'walletAddress', 'https://w.example/anna'],
  ])('%j is a %s', (text, kind, target) => {
    expect(requestOf(rails, text)).toMatchObject({ kind, target });
  });

  it('shows a name of other letters as what it is', () => {
    expect(requestOf(rails, 'https://\u0430cquirer.example/invoices/1').target).toBe('https://xn--cquirer-1fg.example/invoices/1');
  });

  it.each([
    ['', 'not-payable'],
    ['   ', 'not-payable'],
    ['anna', 'not-payable'],
    ['two words.example', 'not-payable'],
    ['javascript:alert(1)', 'not-payable'],
    ['JavaScript:alert(1)', 'not-payable'],
    ['data:text/plain,https://w.example', 'not-payable'],
    ['file:///etc/passwd', 'not-payable'],
    ['mailto:anna@w.example', 'not-payable'],
    ['blob:https://w.example/1', 'not-payable'],
    ['http://w.example/anna', 'insecure-url'],
    ['https://127.0.0.1/anna', 'insecure-url'],
    ['https://w.example/anna\u0000', 'hidden-characters'],
    ['https://w.example/an\u202Ena', 'hidden-characters'],
    ['https://w.example/an\u200Bna', 'hidden-characters'],
    ['https://w.example\nhttps://evil.example', 'hidden-characters'],
    ['\u001B[2Jhttps://w.example', 'hidden-characters'],
  ])('%j is refused: %s', (text, code) => {
    expect(() => requestOf(rails, text)).toThrowError(expect.objectContaining({ code }));
  });

  it('longer than any address is refused', () => {
    expect(() => requestOf(rails, `https://w.example/${'x'.repeat(3000)}`)).toThrowError(/not-payable/);
  });
});
