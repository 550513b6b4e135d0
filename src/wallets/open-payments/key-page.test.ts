import { describe, expect, test } from 'vitest';
import type { PublicKey } from './key.ts';
import { isKeyPageTemplate, keyPageOf } from './key-page.ts';
import { PROVIDERS } from './providers.ts';

const key: PublicKey = { kid: 'tender-1', x: '~~~???>>>', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' };

describe('where a wallet takes a key', () => {
  test('the page that its host announces takes the key from its address', () => {
    const page = keyPageOf('https://wallet.example/anna', key, 'Tender & co', 'https://my.wallet.example/add?k={publicKey}&n={name}');
    expect(page).toMatchObject({ host: 'my.wallet.example', kind: 'asks' });
    const { searchParams } = new URL(page.url);
    expect(searchParams.get('n')).toBe('Tender & co');
    expect(searchParams.get('k')).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(JSON.parse(Buffer.from(searchParams.get('k') ?? '', 'base64url').toString('utf8'))).toEqual(key);
  });

  test('an announced page without a place for the key is one to paste at', () => {
    const page = keyPageOf('https://wallet.example/anna', key, 'Tender', 'https://wallet.example/keys');
    expect(page).toMatchObject({ url: 'https://wallet.example/keys', kind: 'paste' });
    expect(JSON.parse(atob(page.key))).toEqual(key);
  });

  test('the data file knows others', () => {
    expect(keyPageOf('https://ilp.interledger-test.dev/anna', key, 'Tender')).toMatchObject({
      url: 'https://wallet.interledger-test.dev/settings/developer-keys',
      host: 'wallet.interledger-test.dev',
      kind: 'paste',
    });
  });

  test('of the rest only the site is known', () => {
    expect(keyPageOf('https://wallet.example/anna', key, 'Tender')).toMatchObject({ url: 'https://wallet.example/', kind: 'site' });
  });
});

test.each([
  ['https://wallet.example/add?k={publicKey}&n={name}', true],
  ['https://wallet.example/keys', true],
  ['https://{publicKey}.wallet.example/', false],
  ['https://wallet.example/{publicKey}', false],
  ['https://wallet.example/?k={publicKey}&x={secret}', false],
  ['https://wallet.example/?k={publicKey', false],
  ['/keys', false],
  [`https://wallet.example/?${'x'.repeat(1024)}`, false],
])('%j may be announced: %s', (text, expected) => {
  expect(isKeyPageTemplate(text)).toBe(expected);
});

describe('the data file', () => {
  test.each(PROVIDERS)('$name says where and when it was read, and names https pages', ({ sources, signUp, keyPage, addressHosts }) => {
    expect(sources.length).toBeGreaterThan(0);
    for (const { url, readOn } of sources) {
      expect(url).toMatch(/^https:\/\//);
      expect(readOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    for (const page of [signUp, keyPage]) if (page !== undefined) expect(page).toMatch(/^https:\/\//);
    if (keyPage !== undefined) expect(isKeyPageTemplate(keyPage)).toBe(true);
    expect(addressHosts.length).toBeGreaterThan(0);
  });

  test('no host is claimed twice, and no demo wallet is in it', () => {
    const hosts = PROVIDERS.flatMap(({ addressHosts }) => addressHosts);
    expect(new Set(hosts).size).toBe(hosts.length);
    expect(hosts.filter((host) => /\.(?:test|localhost|example)$/.test(host))).toEqual([]);
  });
});
