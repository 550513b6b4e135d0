import { describe, expect, it } from 'vitest';
import { INTENT } from '../../../tests/support/model-world.ts';
import type { Payment } from '../../model/payment.ts';
import { reportOf } from './report.ts';

const FACTS = { version: '0.1.0', userAgent: 'Mozilla/5.0 (Test)', now: 1_700_000_100_000 };

let planted: string[] = [];
/** A secret that is looked for afterwards. */
function secret(name: string): string {
  const text = `SECRET-${name}`;
  planted.push(text);
  return text;
}

/** A payment with something to hide in every field that can hold text. */
function loadedPayment(): Payment {
  planted = [];
  const at = 1_700_000_000_000;
  const amount = (value: bigint) => {
    planted.push(value.toString());
    return { value, assetCode: 'USD', assetScale: 2 };
  };
  const token = (name: string) => ({
    value: secret(`${name}-token`),
    manage: `https://auth.payer.example/token/${secret(`${name}-manage`)}`,
  });
  return {
    id: '7f1b0c9e-1111-4222-8333-444455556666',
    key: secret('key'),
    revision: 9,
    state: 'failed',
    history: [
      { state: 'asked', at },
      { state: 'resolved', at: at + 120 },
      { state: 'failed', at: at + 1500, code: 'insufficient-funds' },
    ],
    intent: {
      requestId: secret('request'),
      source: {
        kind: 'page',
        origin: 'https://shop.example',
        topOrigin: 'https://news.example',
        tabId: 4711471147,
        frameId: 3,
        documentId: secret('document'),
      },
      methodName: secret('method'),
      request: {
        rail: 'open-payments',
        kind: 'incomingPayment',
        target: `https://payee.example/incoming-payments/pub-1?x=${secret('query')}`,
      },
      total: { currency: 'USD', value: secret('total') },
      items: [{ label: secret('item'), amount: { currency: 'USD', value: secret('price') } }],
      pending: false,
    },
    walletId: `https://payer.example/${secret('user')}`,
    payable: {
      url: `https://payee.example/${secret('tenant')}/incoming-payments/pub-1?sig=${secret('signature')}#${secret('fragment')}`,
      payee: { walletAddress: `https://payee.example/${secret('payee')}`, publicName: secret('name'), asset: { code: 'USD', scale: 2 } },
      due: amount(123_450_001n),
      received: amount(123_450_002n),
      expiresAt: at + 60_000,
    },
    quote: {
      id: `https://payer.example/quotes/${secret('quote')}`,
      walletId: `https://payer.example/${secret('wallet')}`,
      debit: amount(123_450_003n),
      receive: amount(123_450_004n),
      expiresAt: at + 30_000,
    },
    debitBefore: amount(123_450_005n),
    digest: secret('digest'),
    approval: { digest: secret('approval'), at: at + 900 },
    returnUrl: `https://tender.example/?interact_ref=${secret('interact-ref')}&hash=${secret('hash')}`,
    failure: { code: 'insufficient-funds', params: { host: 'payer.example', what: secret('what'), stated: secret('stated') } },
    receipt: { received: amount(123_450_006n), debit: amount(123_450_007n), reference: `https://payer.example/${secret('outgoing')}`, at },
    rail: {
      receiver: {
        authServer: `https://auth.payee.example/${secret('auth')}`,
        token: token('receiver'),
        signer: { keyId: secret('key-id') },
      },
      grant: {
        endpoint: `https://auth.payer.example/${secret('endpoint')}`,
        continuation: { uri: `https://auth.payer.example/continue/${secret('continue')}`, token: secret('continue-token'), wait: 5 },
        interaction: { finishUri: `https://x.example/${secret('finish')}`, nonce: secret('nonce'), serverNonce: secret('server-nonce') },
        interactRef: secret('interact-reference'),
        token: token('grant'),
      },
      outgoing: `https://payer.example/outgoing-payments/${secret('outgoing-id')}`,
    },
    createdAt: at,
  };
}

describe('the report of a payment', () => {
  it('holds no secret, no amount, no name and no path but the public one', () => {
    const payment = loadedPayment();
    // The tenant is a part of the incoming payment's public address.
    const kept = 'SECRET-tenant';
    const text = reportOf(payment, FACTS);
    expect(planted.length).toBeGreaterThan(35);
    expect(planted.filter((found) => found !== kept && text.includes(found))).toEqual([]);
    expect(text).toContain('https://payee.example/SECRET-tenant/incoming-payments/pub-1\n');
    expect(text.replace('SECRET-tenant', '')).not.toContain('SECRET');
    expect(text).not.toContain('4711471147');
  });

  it('says what helps: versions, hosts, code with its retry rule, states with their times', () => {
    const text = reportOf(loadedPayment(), FACTS);
    for (const line of [
      'Tender: 0.1.0',
      'Browser: Mozilla/5.0 (Test)',
      'Rail: open-payments, incomingPayment',
      'Error: insufficient-funds (retry: safe)',
      'Error at: payer.example',
      'Page: shop.example',
      'Page inside: news.example',
      'Payee: payee.example',
      'Payer’s wallet: payer.example',
      'Approved: +0.900 s',
      'Quote ends: +30.000 s',
      'Left at a wallet: grants or tokens not given back yet',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/\+1\.500 s +\+1\.380 s {2}failed \(insufficient-funds\)$/m);
  });

  it('names only the host of a payable that is no incoming payment, and nothing of a host that is none', () => {
    const payment = loadedPayment();
    const odd: Payment = {
      ...payment,
      payable: { url: 'https://payee.example/invoices/secret-invoice', received: { value: 0n, assetCode: 'USD', assetScale: 2 } },
      failure: { code: 'refused', params: { host: 'Bearer SECRET-header' } },
    };
    const text = reportOf(odd, { ...FACTS, userAgent: 'a\nState: completed' });
    expect(text).not.toMatch(/secret-invoice|SECRET|^State: completed/m);
    expect(text).toContain('Payee: payee.example (unverified)');
  });

  it('is made for a payment that has just begun', () => {
    const at = 1_700_000_000_000;
    const fresh: Payment = {
      id: 'p',
      key: 'k',
      revision: 0,
      state: 'asked',
      history: [{ state: 'asked', at }],
      intent: INTENT,
      createdAt: at,
    };
    expect(reportOf(fresh, FACTS)).toMatch(/^State: asked, after 0 writes$/m);
  });
});
