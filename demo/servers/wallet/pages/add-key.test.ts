import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../../../client/key.ts';
import { PageSession } from '../../../client/page-session.ts';
import type { World } from '../../../world.ts';
import { startTestWorld } from '../../../tests/support.ts';

let world: World;
beforeAll(async () => {
  world = await startTestWorld();
});
afterAll(() => world.close());

const login = { user: 'customer', password: 'demo' };
const origin = () => world.hosts.origin('cloudninebank');
const keyText = (jwk: object) => Buffer.from(JSON.stringify(jwk)).toString('base64url');
const pageFor = (publicKey: string, name = 'Tender') =>
  `${origin()}/developer-keys/add?publicKey=${publicKey}&name=${encodeURIComponent(name)}`;
const published = async () => (await world.fetch(`${world.walletAddress('cloudninebank', 'customer')}/jwks.json`)).text();
const tokenIn = (text: string) => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';

/** Logged in, on the page that asks. */
async function asked(publicKey: string, name?: string) {
  const session = new PageSession(world.fetch);
  const first = await session.open(pageFor(publicKey, name));
  const next = new URL(first.url).searchParams.get('next') ?? '';
  const { text, url } = await session.submit(`${origin()}/login`, { ...login, next });
  return { session, text, url };
}

test('the wallet announces its key page', async () => {
  const announced = (await (await world.fetch(`${origin()}/.well-known/open-payments`)).json()) as { key_page?: unknown };
  expect(announced.key_page).toBe(`${origin()}/developer-keys/add?publicKey={publicKey}&name={name}`);
});

test('the login leads back, the page says who asks, and a yes adds the key', async () => {
  const { jwk } = createKey();
  const { session, text, url } = await asked(keyText(jwk), 'Tender\u202e <b>');
  expect(url).toBe(pageFor(keyText(jwk), 'Tender\u202e <b>'));
  expect(text).toContain('“Tender &lt;b&gt;”');
  expect(text).toContain(jwk.kid);
  expect(await published()).not.toContain(jwk.kid);
  const form = { publicKey: keyText(jwk), token: tokenIn(text) };
  expect((await session.submit(`${origin()}/developer-keys/add`, { ...form, decision: 'allow' })).text).toContain('Done');
  expect(await published()).toContain(jwk.kid);
});

test('a no, a press without the session’s token, and one with another session’s add nothing', async () => {
  const { jwk } = createKey();
  const { session, text } = await asked(keyText(jwk));
  const other = await asked(keyText(jwk));
  const press = (token: string, decision: string) =>
    session.submit(`${origin()}/developer-keys/add`, { publicKey: keyText(jwk), token, decision });
  await press(tokenIn(text), 'decline');
  await press('', 'allow');
  await press(tokenIn(other.text), 'allow');
  expect(tokenIn(other.text)).not.toBe('');
  expect(await published()).not.toContain(jwk.kid);
});

test('the page cannot be framed', async () => {
  const response = await world.fetch(pageFor(keyText(createKey().jwk)), { redirect: 'manual' });
  expect(response.status).toBe(302);
  const shown = await world.fetch(`${origin()}/login`);
  expect(shown.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test.each([
  ['nothing', ''],
  ['no key', keyText({ hello: 'world' })],
  ['a key of another kind', keyText({ ...createKey().jwk, crv: 'X25519' })],
  ['plain JSON', encodeURIComponent(JSON.stringify(createKey().jwk))],
  ['a private key', keyText({ ...createKey().jwk, d: 'secret' })],
])('%s is refused in words', async (_name, publicKey) => {
  const { text } = await asked(publicKey);
  expect(text).toContain('This is no request for a key');
});
