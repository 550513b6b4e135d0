import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Handler, Loopback, Reply } from '../../../tests/rails/loopback.ts';
import { CUT, openLoopback } from '../../../tests/rails/loopback.ts';
import type { HttpDeps } from '../http/deps.ts';
import { readKeyPage } from './key-page.ts';

let server: Loopback;
let handler: Handler;
let deps: HttpDeps;
beforeAll(async () => {
  server = await openLoopback((seen, response) => handler(seen, response));
  deps = { fetch: server.fetch, policy: 'production', clock: { now: () => Date.now(), sleep: () => Promise.resolve() } };
});
afterAll(() => server.close());

const announced = (reply: Reply | typeof CUT): Promise<string | undefined> => {
  handler = (seen) => (seen.path === '/.well-known/open-payments' ? reply : { status: 500 });
  const asAddress = (text: string) => text.replace('{publicKey}', '');
  return readKeyPage(deps, 'https://ilp.wallet.example/anna', asAddress, new AbortController().signal);
};

test.each(['https://ilp.wallet.example/keys', 'https://my.wallet.example/add?k={publicKey}'])('%s is announced', async (page) => {
  expect(await announced({ json: { key_page: page, issuer: 'x' } })).toBe(page);
});

test.each([
  ['none', { json: { issuer: 'https://ilp.wallet.example' } }],
  ['a page of another site', { json: { key_page: 'https://evil.example/add?k={publicKey}' } }],
  ['a script', { json: { key_page: 'javascript:alert(1)' } }],
  ['plain http', { json: { key_page: 'http://ilp.wallet.example/keys' } }],
  ['a name and password', { json: { key_page: 'https://a:b@ilp.wallet.example/keys' } }],
  ['no text', { json: { key_page: 7 } }],
  ['an endless text', { json: { key_page: `https://ilp.wallet.example/${'a'.repeat(2000)}` } }],
  ['404', { status: 404 }],
  ['a redirect', { status: 302 }],
  ['a web page', { text: '<html>', type: 'text/html' }],
  ['a cut connection', CUT],
] as const)('%s is no announcement', async (_name, reply) => {
  expect(await announced(reply)).toBeUndefined();
});
