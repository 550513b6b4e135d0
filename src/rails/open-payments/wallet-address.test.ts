import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Handler, Loopback, Reply } from '../../../tests/rails/loopback.ts';
import { CUT, openLoopback } from '../../../tests/rails/loopback.ts';
import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import { isKeyPublished } from './jwks.ts';
import { findWalletAddress, normaliseWalletAddress, readWalletAddress } from './wallet-address.ts';

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

describe('finding a wallet by a name of the user’s own', () => {
  const at = (id: string) => ({ json: { ...good, id } });
  type Page = Reply | { readonly to: string };

  /** As a browser's `fetch` has it: a redirect that is not followed tells nothing, and one that is followed tells its end. */
  function web(pages: Readonly<Record<string, Page>>) {
    const asked: string[] = [];
    const fetch: HttpDeps['fetch'] = (input, init) => {
      let url = input instanceof Request ? input.url : String(input);
      for (let hops = 0; ; hops += 1) {
        asked.push(url);
        const page = pages[url] ?? { status: 404 };
        if (!('to' in page)) {
          const { status = 200, json, type = 'application/json' } = page;
          const response = new Response(JSON.stringify(json ?? null), { status, headers: { 'content-type': type } });
          return Promise.resolve(Object.defineProperty(response, 'url', { value: url }));
        }
        if (init?.redirect === 'manual') {
          return Promise.resolve(Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' }));
        }
        if (hops === 20) return Promise.reject(new TypeError('Failed to fetch'));
        url = page.to;
      }
    };
    return { asked, find: (url: string) => findWalletAddress({ ...deps, fetch }, url, signal) };
  }
  const OWN = 'https://me.example/.well-known/pay';

  test('follows a redirect, and reads the wallet at its own address', async () => {
    const { find, asked } = web({
      [OWN]: { to: 'https://hop.example/' },
      'https://hop.example/': { to: URL_TEXT },
      [URL_TEXT]: at(URL_TEXT),
    });
    expect(await find(OWN)).toMatchObject({ id: URL_TEXT });
    expect(asked).toEqual([OWN, OWN, 'https://hop.example/', URL_TEXT, URL_TEXT]);
  });

  test('follows the id that another server gives, and reads that one’s own answer', async () => {
    const { find, asked } = web({ [OWN]: at(URL_TEXT), [URL_TEXT]: at(URL_TEXT) });
    expect(await find(OWN)).toMatchObject({ id: URL_TEXT });
    expect(asked).toEqual([OWN, URL_TEXT]);
    const other = { ...good, authServer: 'https://auth.evil.example', resourceServer: 'https://evil.example' };
    expect(await web({ [OWN]: { json: other }, [URL_TEXT]: at(URL_TEXT) }).find(OWN)).toMatchObject({ authServer: good.authServer });
  });

  test.each([
    ['%7E is ~', 'https://wallet.example/%7Ealice', 'https://wallet.example/~alice'],
    ['~ is %7E', 'https://wallet.example/~alice', 'https://wallet.example/%7ealice'],
    ['an escaped letter', 'https://wallet.example/%61lice', 'https://wallet.example/alice'],
  ])('%s', async (_name, url, id) => {
    expect(await web({ [url]: at(id) }).find(url)).toMatchObject({ id });
  });

  test.each<[name: string, pages: Readonly<Record<string, Page>>, code: string]>([
    [
      'the id’s own answer names another',
      { [OWN]: at(URL_TEXT), [URL_TEXT]: at('https://evil.example/x'), 'https://evil.example/x': at(URL_TEXT) },
      'redirected',
    ],
    ['two addresses that name each other', { [OWN]: at(URL_TEXT), [URL_TEXT]: at(OWN) }, 'redirected'],
    ['a loop of redirects', { [OWN]: { to: OWN } }, 'unreachable'],
    [
      'an end on this machine',
      { [OWN]: { to: 'https://127.0.0.1/alice' }, 'https://127.0.0.1/alice': at('https://127.0.0.1/alice') },
      'insecure-url',
    ],
    ['an end without https', { [OWN]: { to: 'http://wallet.example/alice' }, 'http://wallet.example/alice': at(URL_TEXT) }, 'insecure-url'],
    ['an id at home', { [OWN]: at('https://192.168.1.1/alice') }, 'insecure-url'],
    ['an id with a query', { [OWN]: at('https://wallet.example/alice?to=bob') }, 'not-a-wallet-address'],
    ['an end that is no wallet', { [OWN]: { to: URL_TEXT }, [URL_TEXT]: { type: 'text/html' } }, 'not-a-wallet-address'],
    ['an end that is not there', { [OWN]: { to: URL_TEXT } }, 'not-a-wallet-address'],
  ])('%s is refused', async (_name, pages, code) => {
    await expect(web(pages).find(OWN)).rejects.toMatchObject({ code });
  });

  test('what a page or a server names is not followed', async () => {
    await expect(reading({ status: 302 })).rejects.toMatchObject({ code: 'redirected' });
    await expect(reading({ json: { ...good, id: 'https://other.example/alice' } })).rejects.toMatchObject({ code: 'redirected' });
  });
});
