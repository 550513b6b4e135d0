import { afterEach, describe, expect, it } from 'vitest';
import type { Loopback, Reply } from '../../../tests/rails/loopback.ts';
import { openLoopback } from '../../../tests/rails/loopback.ts';
import type { HttpDeps } from '../http/deps.ts';
import { httpRegistry, routerRegistry } from './registry.ts';

let server: Loopback | undefined;
afterEach(() => server?.close());

async function depsFor(reply: Reply): Promise<HttpDeps> {
  server = await openLoopback(() => reply);
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  return { fetch: server.fetch, clock, policy: 'production', timeout: 30_000 };
}

const { signal } = new AbortController();
const URL_500 = 'https://merchant.example/metadata.json';

describe('a registry over HTTP', () => {
  const ask = async (reply: Reply) => await httpRegistry(await depsFor(reply), 'https://registry.example').resolve('500', signal);

  it('says where the metadata is', async () => {
    expect(await ask({ json: { ocid: '500', metadataUrl: URL_500 } })).toBe(URL_500);
    expect(server?.seen.map(({ url }) => url)).toEqual(['https://registry.example/ocids/500']);
  });

  it.each([
    ['an OCID that it does not know', { status: 404, json: { error: { code: 'UNKNOWN_OCID', message: 'unknown' } } }, 'not-registered'],
    ['an answer for another OCID', { json: { ocid: '501', metadataUrl: URL_500 } }, 'malformed'],
    ['a page', { text: '<html>', type: 'text/html' }, 'not-json'],
    ['nothing of the kind', { json: {} }, 'malformed'],
    ['its own trouble', { status: 503, json: {} }, 'server-error'],
  ])('%s', async (_, reply, code) => {
    await expect(ask(reply)).rejects.toMatchObject({ code });
  });
});

describe('the router contract through a node', () => {
  const contract = '0x00000000000000000000000000000000000000aa';
  const node = async (reply: Reply) => routerRegistry(await depsFor(reply), { rpc: 'https://node.example/rpc', contract });
  const ask = async (json: object) => (await node({ json: { jsonrpc: '2.0', id: 1, ...json } })).resolve('500', signal);
  const word = (value: number) => value.toString(16).padStart(64, '0');
  const bytes = (text: string) => Buffer.from(text).toString('hex');
  const abi = (text: string) => `0x${word(32)}${word(Buffer.byteLength(text))}${bytes(text).padEnd(Math.ceil(text.length / 32) * 64, '0')}`;

  it('is asked for the token of the OCID', async () => {
    expect(await ask({ result: abi(URL_500) })).toBe(URL_500);
    const [seen] = server?.seen ?? [];
    expect(seen).toMatchObject({ method: 'POST', url: 'https://node.example/rpc' });
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({
      method: 'eth_call',
      params: [{ to: contract, data: `0x4f896d4f${word(500)}` }, 'latest'],
    });
  });

  it('takes OCIDs as large as a token can be', async () => {
    const registry = await node({ json: { result: abi(URL_500) } });
    await registry.resolve('1'.padEnd(70, '0'), signal);
    expect(server?.seen[0]?.body).toMatch(/"data":"0x4f896d4f[0-9a-f]{64}"/);
  });

  it.each([
    [
      'a call that reverts',
      { error: { code: 3, message: 'execution reverted: ERC721NonexistentToken(500)', data: '0x' } },
      'not-registered',
    ],
    ['a call that an older node says reverted', { error: { code: -32_000, message: 'execution reverted' } }, 'not-registered'],
    ['a token without metadata', { result: abi('') }, 'not-registered'],
    ['another error', { error: { code: -32_005, message: 'limit exceeded' } }, 'server-error'],
    ['no contract there', { result: '0x' }, 'malformed'],
    ['an offset beyond the answer', { result: `0x${word(640)}${word(3)}` }, 'malformed'],
    ['a length beyond the answer', { result: `0x${word(32)}${word(4096)}${bytes('abc')}` }, 'malformed'],
    ['a length that no number holds', { result: `0x${word(32)}${'f'.repeat(64)}` }, 'malformed'],
    ['bytes that are no text', { result: `0x${word(32)}${word(2)}${'c328'.padEnd(64, '0')}` }, 'malformed'],
    ['text that is no hex', { result: 'https://merchant.example' }, 'malformed'],
  ])('%s', async (_, json, code) => {
    await expect(ask(json)).rejects.toMatchObject({ code });
  });
});
