import { describe, expect, it } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import type { Rail } from '../../model/rail.ts';
import { parsePayable } from './parse-payable.ts';

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
  return {
    id,
    kinds: Object.keys(kinds),
    payers: [],
    reference: 'incomingPayment',
    parseRequest,
    keyOf: () => '',
    isReturn: () => false,
    ...unused,
  };
}

const rails = new Map([
  ['one', rail('one', { incomingPayment: /\/incoming-payments\/[^/]+$/, walletAddress: /^[^?]*$/ })],
  ['two', rail('two', { invoice: /\/invoices\/[^/]+$/ })],
]);

describe('what a user brings', () => {
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
    expect(parsePayable(rails, text)).toMatchObject({ kind, target });
  });

  it.each([
    'https://w.example/incoming-payments/1#pay',
    'https://w.example/incoming-payments/1?',
    'https://w.example/incoming-payments/1?utm_source=mail&utm_medium=x#pay',
    'https://w.example/incoming-payments/1?UTM_Source=mail&fbclid=1&gclid=2&mc_eid=3',
    'https://w.example/incoming-payments/1.',
    'https://w.example/incoming-payments/1?utm_source=mail.',
    'https://w.example/incoming-payments/1.?utm_source=mail',
    '(https://w.example/incoming-payments/1),',
    '<https://w.example/incoming-payments/1>',
    '“https://w.example/incoming-payments/1”.',
    '„w.example/incoming-payments/1“!?',
    'https://w.example/incoming-payments/1)…',
    'https://w.example/incoming-payments/1%E2%80%9D',
    'https://w.example/incoming-payments/1%3E',
  ])('%j is the payment without what was copied along', (text) => {
    expect(parsePayable(rails, text)).toMatchObject({ kind: 'incomingPayment', target: 'https://w.example/incoming-payments/1' });
  });

  it.each([
    ['$w.example/anna.', 'https://w.example/anna'],
    ['$w.example/anna#tip', 'https://w.example/anna'],
    ['https://w.example/anna?utm_campaign=x', 'https://w.example/anna'],
    ['https://w.example/~anna', 'https://w.example/~anna'],
    ['https://w.example/anna_(home)', 'https://w.example/anna_(home)'],
    ['(https://w.example/anna_(home))', 'https://w.example/anna_(home)'],
  ])('%j is the wallet address %s', (text, target) => {
    expect(parsePayable(rails, text)).toMatchObject({ kind: 'walletAddress', target });
  });

  it.each([
    ['https://w.example/incoming-payments/1?amount=5', 'amount'],
    ['https://w.example/incoming-payments/1?utm_source=x&token=5', 'token'],
    ['https://w.example/incoming-payments/1?utm=5', 'utm'],
    ['https://w.example/anna?x', 'x'],
    ['$w.example/anna?to=bob', 'to'],
  ])('%j is refused by the name of what was added: %s', (text, stated) => {
    expect(() => parsePayable(rails, text)).toThrowError(expect.objectContaining({ code: 'link-addition', params: { stated } }));
  });

  it('what may not be paid without its addition is refused for that', () => {
    expect(() => parsePayable(rails, 'http://w.example/anna?x=1')).toThrowError(/insecure-url/);
    expect(() => parsePayable(rails, 'javascript:x?y=1')).toThrowError(/not-payable/);
    expect(() => parsePayable(rails, '?x=1')).toThrowError(/not-payable/);
  });

  it('shows a name of other letters as what it is', () => {
    expect(parsePayable(rails, 'https://\u0430cquirer.example/invoices/1').target).toBe('https://xn--cquirer-1fg.example/invoices/1');
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
    ['https://w.example/an\u2028na\u200B', 'not-payable'],
    ['http://w.example/an\u200Bna', 'hidden-characters'],
    ['\u001Bhttps://w.example', 'hidden-characters'],
    ['\u001B[2Jhttps://w.example', 'not-payable'],
    ['https://w.example\nhttps://evil.example', 'not-payable'],
  ])('%j is refused: %s', (text, code) => {
    expect(() => parsePayable(rails, text)).toThrowError(expect.objectContaining({ code }));
  });

  it.each([
    ['a SEPA transfer', 'BCD\n002\n1\nSCT\nBFSWDE33BER\nAnna Muster\nDE71110220330123456789\nEUR12.50\n\n\nInvoice 42'],
    ['a SEPA transfer with other lines', 'BCD\r\n001\r\n1\r\nSCT\r\n\r\nAnna\r\nDE71110220330123456789'],
    ['a Swiss bill', 'SPC\r\n0200\r\n1\r\nCH4431999123000889012\r\nS\r\nRobert Schneider AG'],
    ['a contact', 'BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nURL:https://w.example/anna\nEND:VCARD'],
    ['a short contact', 'MECARD:N:Anna;URL:w.example;;'],
    ['a network', 'WIFI:S:Shop;T:WPA;P:w.example/pass;;'],
    ['a network with a bell in its name', 'WIFI:S:Sh\u0007op;T:WPA;P:pass;;'],
    ['a second factor', 'otpauth://totp/Shop:anna@w.example?secret=JBSWY3DPEHPK3PXP&issuer=Shop'],
    ['an event', 'BEGIN:VEVENT\r\nSUMMARY:Sale\r\nEND:VEVENT'],
    ['a place', 'geo:52.5,13.4'],
    ['a transfer by PIX', '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR'],
    ['an article with a separator', '0109501101530003\u001D10AB-123'],
    ['a Lightning invoice', 'LNBC2500U1PVJLUEZPP5QQQSYQCYQ5RQWZQF'],
  ])('that is something else is nothing to be paid, and no fraud: %s', (_, text) => {
    expect(() => parsePayable(rails, text)).toThrowError(expect.objectContaining({ code: 'not-payable' }));
  });

  it.each([
    ['HTTPS://W.EXAMPLE/INCOMING-PAYMENTS/8F5A-4F2E', 'incomingPayment', 'https://w.example/incoming-payments/8f5a-4f2e'],
    ['//ACQUIRER.EXAMPLE/INVOICES/6E0E', 'invoice', 'https://acquirer.example/invoices/6e0e'],
    ['HTTPS://W.EXAMPLE/ANNA', 'walletAddress', 'https://w.example/anna'],
    ['$W.EXAMPLE/ANNA', 'walletAddress', 'https://w.example/anna'],
    ['W.EXAMPLE:8443/ANNA', 'walletAddress', 'https://w.example:8443/anna'],
    // Somebody chose these capitals.
    ['HTTPS://W.EXAMPLE/Anna', 'walletAddress', 'https://w.example/Anna'],
    ['https://w.example/ANNA', 'walletAddress', 'https://w.example/ANNA'],
    ['HTTPS://W.EXAMPLE/ANNA_B', 'walletAddress', 'https://w.example/ANNA_B'],
  ])('%j is read in any case: a %s', (text, kind, target) => {
    expect(parsePayable(rails, text)).toMatchObject({ kind, target });
  });

  it('longer than any address is refused', () => {
    expect(() => parsePayable(rails, `https://w.example/${'x'.repeat(3000)}`)).toThrowError(/not-payable/);
  });
});
