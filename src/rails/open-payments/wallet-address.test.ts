import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Handler, Loopback, Reply } from '../../../tests/rails/loopback.ts';
import { CUT, openLoopback } from '../../../tests/rails/loopback.ts';
import { TenderError } from '../../payments/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import { isKeyPublished } from './jwks.ts';
import { normaliseWalletAddress, readWalletAddress } from './wallet-address.ts';

let server: Loopback;
let handler: Handler;
let deps: HttpDeps;
beforeAll(async () => {
  server = await openLoopback((seen, response) => handler(seen, response));
  deps = { fetch: server.fetch, policy: 'production', clock: { now: () => Date.now(), sleep: () => Promise.resolve() } };
});
afterAll(() => server.close());

const { signal } = new AbortController();
const URL_TEXT = 'https://wallet.example/alice';
const good = {
  id: URL_TEXT,
  publicName: 'Alice',
  assetCode: 'USD',
  assetScale: 2,
  authServer: 'https://auth.wallet.example/tenant',
  resourceServer: 'https://ilp.wallet.example/tenant',
};
const reading = (reply: Reply | typeof CUT, url = URL_TEXT): Promise<unknown> => {
  handler = () => reply;
  return readWalletAddress(deps, url, signal);
};

describe('what people write', () => {
  test.each([
    ['https://wallet.example/alice', 'https://wallet.example/alice'],
    ['  https://wallet.example/alice\n', 'https://wallet.example/alice'],
    ['HTTPS://Wallet.Example/alice', 'https://wallet.example/alice'],
    ['$wallet.example/alice', 'https://wallet.example/alice'],
    ['$wallet.example', 'https://wallet.example/.well-known/pay'],
    ['$wallet.example/', 'https://wallet.example/.well-known/pay'],
    ['wallet.example/alice', 'https://wallet.example/alice'],
    ['wallet.example', 'https://wallet.example/'],
    ['wallet.example:8443/alice', 'https://wallet.example:8443/alice'],
  ])('%j', (text, url) => {
    expect(normaliseWalletAddress(text, 'production')).toBe(url);
  });

  test.each([
    ['', 'not-a-wallet-address'],
    ['$', 'not-a-wallet-address'],
    ['https://wallet.example/alice?x=1', 'not-a-wallet-address'],
    ['http://wallet.example/alice', 'insecure-url'],
    ['ftp://wallet.example/alice', 'insecure-url'],
    ['alice@wallet.example', 'insecure-url'],
    ['$localhost/alice', 'insecure-url'],
    ['$127.1/alice', 'insecure-url'],
    ['wallet.localhost:4000/alice', 'insecure-url'],
    ['https://wallet.example/alice#me', 'insecure-url'],
  ])('%j → %s', (text, code) => {
    expect(() => normaliseWalletAddress(text, 'production')).toThrow(expect.objectContaining({ code }));
  });

  test('development reaches the wallets of one machine', () => {
    expect(normaliseWalletAddress('$wallet.localhost:4000/alice', 'development')).toBe('http://wallet.localhost:4000/alice');
    expect(normaliseWalletAddress('wallet.localhost:4000/alice', 'development')).toBe('http://wallet.localhost:4000/alice');
  });

  test('any text is an address or a TenderError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `$${text}`),
          fc.domain(),
        ),
        (text) => {
          try {
            expect(new URL(normaliseWalletAddress(text, 'production')).protocol).toBe('https:');
          } catch (error) {
            expect(error).toBeInstanceOf(TenderError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('reading a wallet address', () => {
  test('as the wallet spells it', async () => {
    const { id, publicName, authServer, resourceServer } = good;
    expect(await reading({ json: good })).toEqual({ id, publicName, authServer, resourceServer, asset: { code: 'USD', scale: 2 } });
    expect(await reading({ json: good }, 'https://wallet.example/ALICE/')).toMatchObject({ id });
    expect(await reading({ json: { ...good, publicName: null } })).not.toHaveProperty('publicName');
    expect(await reading({ json: { ...good, publicName: '\u202e'.repeat(10_000) } })).toHaveProperty('publicName');
  });

  test.each([
    ['404', { status: 404, text: 'Not Found' }, 'not-a-wallet-address'],
    ['406', { status: 406 }, 'not-a-wallet-address'],
    ['a web page', { text: '<html>', type: 'text/html' }, 'not-a-wallet-address'],
    ['another JSON', { json: { hello: 'world' } }, 'not-a-wallet-address'],
    ['a scale of 256', { json: { ...good, assetScale: 256 } }, 'not-a-wallet-address'],
    ['a fraction of a scale', { json: { ...good, assetScale: 1.5 } }, 'not-a-wallet-address'],
    ['an odd asset', { json: { ...good, assetCode: 'US$' } }, 'not-a-wallet-address'],
    ['another host', { json: { ...good, id: 'https://evil.example/alice' } }, 'redirected'],
    ['another person', { json: { ...good, id: 'https://wallet.example/bob' } }, 'redirected'],
    ['a redirect', { status: 302 }, 'redirected'],
    ['a plain auth server', { json: { ...good, authServer: 'http://auth.wallet.example' } }, 'insecure-url'],
    ['a resource server at home', { json: { ...good, resourceServer: 'https://192.168.1.1/' } }, 'insecure-url'],
    ['500', { status: 500, text: 'Internal Server Error' }, 'server-error'],
    ['a cut connection', CUT, 'unreachable'],
  ] as const)('%s → %s', async (_name, reply, code) => {
    await expect(reading(reply)).rejects.toMatchObject({ code, params: { host: expect.any(String) as unknown } });
  });

  test('any JSON is an address or a TenderError', async () => {
    const near = fc.record(
      {
        id: fc.oneof(fc.constant(URL_TEXT), fc.webUrl()),
        publicName: fc.string(),
        assetCode: fc.string(),
        assetScale: fc.integer(),
        authServer: fc.webUrl(),
        resourceServer: fc.webUrl(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), near), async (json) => {
        const result = await reading({ json }).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(TenderError);
        else expect(result).toHaveProperty('asset');
      }),
      { numRuns: 200 },
    );
  });
});

describe('the published keys', () => {
  const key = { kid: 'k1', x: 'AAAA' };
  const published = (reply: Reply): Promise<boolean> => {
    handler = (seen) => (seen.path === '/alice/jwks.json' ? reply : { status: 500 });
    return isKeyPublished(deps, URL_TEXT, key, signal);
  };

  test.each([
    ['ours', [{ kid: 'k1', x: 'AAAA', kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }], true],
    ['ours among others', [{ kty: 'RSA', n: 'x' }, null, 'text', { kid: 'k0', x: 'BBBB' }, { kid: 'k1', x: 'AAAA' }], true],
    ['none', [], false],
    ['the same id with another key', [{ kid: 'k1', x: 'BBBB' }], false],
    [
      'the same id with another key first',
      [
        { kid: 'k1', x: 'BBBB' },
        { kid: 'k1', x: 'AAAA' },
      ],
      false,
    ],
    ['the same key with another id', [{ kid: 'k2', x: 'AAAA' }], false],
  ])('%s', async (_name, keys, expected) => {
    expect(await published({ json: { keys } })).toBe(expected);
  });

  test('a wallet without keys', async () => {
    expect(await published({ status: 404, text: 'Not Found' })).toBe(false);
  });

  test('a wallet that cannot say', async () => {
    await expect(published({ status: 500 })).rejects.toMatchObject({ code: 'server-error' });
    await expect(published({ json: { keys: 'none' } })).rejects.toMatchObject({ code: 'malformed' });
  });
});
