import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64, toBase64Url } from '../http/bytes.ts';
import { checkRedirect, interactionHash, isFinishUri, newInteraction, readFinishRedirect } from './interaction.ts';

// RFC 9635, section 4.2.3: the example.
const NONCE = 'VJLO6A4CATR0KRO';
const SERVER_NONCE = 'MBDOFXG4Y5CVJCX821LH';
const REF = '4IFWWIKYB2PQ6U56NL1';
const ENDPOINT = 'https://server.example.com/tx';
const FINISH = 'https://id.chromiumapp.org/4f1x';

const grant = { endpoint: ENDPOINT, interaction: { finishUri: FINISH, nonce: NONCE, serverNonce: SERVER_NONCE } };
const back = (query: Record<string, string>): string => `${FINISH}?${new URLSearchParams(query).toString()}`;

describe('RFC 9635, section 4.2.3', () => {
  test('the example hash', async () => {
    const hash = await interactionHash({ nonce: NONCE, serverNonce: SERVER_NONCE, ref: REF, endpoint: ENDPOINT });
    expect(toBase64(hash)).toBe('x+gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY=');
    expect(toBase64Url(hash)).toBe('x-gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY');
  });

  test.each([
    ['base64, padded', 'x+gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY='],
    ['base64, not padded', 'x+gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY'],
    ['base64url', 'x-gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY'],
    ['base64url, padded', 'x-gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY='],
  ])('is taken in %s', async (_name, hash) => {
    expect(await readFinishRedirect(grant, back({ interact_ref: REF, hash }))).toBe(REF);
  });

  const PLUS = 'x+gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY=';
  test.each([
    ['as it is', PLUS],
    ['as a space', PLUS.replace('+', '%20')],
  ])('is taken where the wallet writes its + %s', async (_name, hash) => {
    expect(await readFinishRedirect(grant, `${FINISH}?interact_ref=${REF}&hash=${hash}`)).toBe(REF);
  });

  test.each(['4IFW+WIKYB', '4IFW WIKYB'])('and so is a reference with that character: %s', async (ref) => {
    const hash = toBase64(await interactionHash({ nonce: NONCE, serverNonce: SERVER_NONCE, ref, endpoint: ENDPOINT }));
    expect(await readFinishRedirect(grant, `${FINISH}?interact_ref=${ref}&hash=${hash}`)).toBe(ref);
    expect(await readFinishRedirect(grant, back({ interact_ref: ref, hash }))).toBe(ref);
  });

  test('a wrong hash with a space in it stays wrong', async () => {
    const wrong = `${FINISH}?interact_ref=${REF}&hash=${PLUS.replace('x+', '+x')}`;
    await expect(readFinishRedirect(grant, wrong)).rejects.toMatchObject({ code: 'consent-forged' });
  });

  test.each(['https://server.example.com/tx', 'https://server.example.com/tx/'])(
    'is taken over the endpoint with or without slash: %s',
    async (endpoint) => {
      const hash = toBase64(await interactionHash({ nonce: NONCE, serverNonce: SERVER_NONCE, ref: REF, endpoint }));
      for (const posted of [ENDPOINT, `${ENDPOINT}/`]) {
        expect(await readFinishRedirect({ ...grant, endpoint: posted }, back({ interact_ref: REF, hash }))).toBe(REF);
      }
    },
  );

  test("another server's endpoint is a mix-up", async () => {
    const hash = toBase64(
      await interactionHash({ nonce: NONCE, serverNonce: SERVER_NONCE, ref: REF, endpoint: 'https://evil.example/tx' }),
    );
    await expect(readFinishRedirect(grant, back({ interact_ref: REF, hash }))).rejects.toMatchObject({ code: 'consent-forged' });
  });

  test('any changed bit is forged', async () => {
    const right = await interactionHash({ nonce: NONCE, serverNonce: SERVER_NONCE, ref: REF, endpoint: ENDPOINT });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 255 }), async (bit) => {
        const wrong = right.slice();
        wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expect(readFinishRedirect(grant, back({ interact_ref: REF, hash: toBase64(wrong) }))).rejects.toMatchObject({
          code: 'consent-forged',
        });
      }),
      { numRuns: 50 },
    );
  });

  const HASH = 'x+gguKWTj8rQf7d7i3w3UhzvuJ5bpOlKyAlVpLxBffY=';
  test.each([
    ['no hash', `${FINISH}?interact_ref=${REF}`],
    ['no reference', `${FINISH}?hash=${encodeURIComponent(HASH)}`],
    ['nothing', FINISH],
    ['an empty hash', `${FINISH}?interact_ref=${REF}&hash=`],
    ['a short hash', `${FINISH}?interact_ref=${REF}&hash=x-gguA`],
    ['two hashes', `${FINISH}?interact_ref=${REF}&hash=${encodeURIComponent(HASH)}&hash=aa`],
    ['two references', `${FINISH}?interact_ref=${REF}&interact_ref=other&hash=${encodeURIComponent(HASH)}`],
    ['another path', `https://id.chromiumapp.org/other?interact_ref=${REF}&hash=${encodeURIComponent(HASH)}`],
    ['another origin', `https://evil.example/4f1x?interact_ref=${REF}&hash=${encodeURIComponent(HASH)}`],
    ['user info', `https://u@id.chromiumapp.org/4f1x?interact_ref=${REF}&hash=${encodeURIComponent(HASH)}`],
    ['no address', 'nonsense'],
  ])('%s is forged', async (_name, url) => {
    await expect(readFinishRedirect(grant, url)).rejects.toMatchObject({ code: 'consent-forged' });
  });

  test.each([
    ['grant_rejected', 'consent-denied'],
    ['request_denied', 'consent-denied'],
    ['user_denied', 'consent-denied'],
    ['invalid_interaction', 'consent-expired'],
    ['unknown_interaction', 'consent-expired'],
    ['grant_invalid', 'consent-expired'],
  ])('result=%s → %s', async (result, code) => {
    await expect(readFinishRedirect(grant, back({ result, message: 'interaction expired' }))).rejects.toMatchObject({ code });
  });
});

describe('the address to come back to', () => {
  test('is new each time and long enough', () => {
    const made = Array.from({ length: 200 }, () => newInteraction('https://id.chromiumapp.org/'));
    expect(new Set(made.flatMap(({ finishUri, nonce }) => [finishUri, nonce])).size).toBe(400);
    for (const { finishUri, nonce } of made) {
      expect(finishUri).toMatch(/^https:\/\/id\.chromiumapp\.org\/[\w-]{32}$/);
      expect(nonce).toMatch(/^[\w-]{32}$/);
    }
  });

  test('is known by origin and path, whatever the query', () => {
    expect(isFinishUri(FINISH, `${FINISH}?a=b#c`)).toBe(true);
    expect(isFinishUri(FINISH, `${FINISH}/`)).toBe(false);
    expect(isFinishUri(FINISH, FINISH.replace('https', 'http'))).toBe(false);
    expect(isFinishUri(FINISH, 'about:blank')).toBe(false);
    expect(isFinishUri(FINISH, '')).toBe(false);
  });
});

describe('where the consent may be', () => {
  const servers = ['https://auth.wallet.example/tenant', 'https://wallet.example/alice', 'https://ilp.wallet.example'];
  test.each(['https://auth.wallet.example/interact/1/2', 'https://wallet.example/consent', 'https://idp.wallet.example/c'])('%s', (url) => {
    expect(() => checkRedirect(url, servers, 'production')).not.toThrow();
  });

  test.each([
    ['https://wallet-example.com/interact', 'consent-elsewhere'],
    ['https://evil.example/interact', 'consent-elsewhere'],
    ['https://wallet.example.evil.com/', 'consent-elsewhere'],
    ['http://auth.wallet.example/interact', 'insecure-url'],
    ['https://auth.wallet.example@evil.com/', 'insecure-url'],
    ['https://127.0.0.1/interact', 'insecure-url'],
  ])('not %s: %s', (url, code) => {
    expect(() => checkRedirect(url, servers, 'production')).toThrow(expect.objectContaining({ code }));
  });

  test('two banks under one country are two sites', () => {
    expect(() => checkRedirect('https://evil.co.uk/', ['https://auth.bank.co.uk/'], 'production')).toThrow(
      expect.objectContaining({ code: 'consent-elsewhere', params: { host: 'evil.co.uk', wallet: 'auth.bank.co.uk' } }),
    );
    expect(() => checkRedirect('https://login.bank.co.uk/', ['https://auth.bank.co.uk/'], 'production')).not.toThrow();
  });
});
