import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Handler, Loopback } from '../../../tests/rails/loopback.ts';
import { CUT, openLoopback } from '../../../tests/rails/loopback.ts';
import type { HttpDeps } from './deps.ts';
import type { HttpRequest } from './http.ts';
import { call, send } from './http.ts';
import { Refusal } from './refusal.ts';

const HOST = 'wallet.example';
const schema = v.object({ answer: v.number() });

let server: Loopback;
let handler: Handler;
beforeAll(async () => {
  server = await openLoopback((seen, response) => handler(seen, response));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => server.close());

function deps(more: Partial<HttpDeps> = {}): HttpDeps {
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  return { fetch: server.fetch, clock, policy: 'production', timeout: 30_000, ...more };
}

function ask(reply: Handler, more: Partial<HttpRequest> = {}, withDeps: Partial<HttpDeps> = {}): Promise<{ answer: number }> {
  handler = reply;
  return call(deps(withDeps), { method: 'GET', url: `https://${HOST}/x`, signal: new AbortController().signal, ...more }, schema);
}

const failure = (work: Promise<unknown>): Promise<unknown> => work.then((value) => ({ value })).catch((error: unknown) => error);

describe('an answer', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'application/spsp4+json', 'Application/JSON'])(
    'of type %s',
    async (type) => {
      expect(await ask(() => ({ text: '{"answer":42,"more":1}', type }))).toEqual({ answer: 42 });
    },
  );

  test.each([
    ['a redirect', (): ReturnType<Handler> => undefined, 'redirected'],
    ['a web page', () => ({ text: '<html>', type: 'text/html' }), 'not-json'],
    ['no type', () => ({ status: 200 }), 'not-json'],
    ['JSON that is none', () => ({ text: '{"answer":', type: 'application/json' }), 'not-json'],
    ['another shape', () => ({ json: { answer: '42' } }), 'malformed'],
    ['5 MB', () => ({ text: `"${'x'.repeat(5_000_000)}"`, type: 'application/json' }), 'too-large'],
    ['one byte more than 64 KiB', () => ({ text: `"${'x'.repeat(65_535)}"`, type: 'application/json' }), 'too-large'],
    ['deep nesting', () => ({ text: `${'['.repeat(3000)}${']'.repeat(3000)}`, type: 'application/json' }), 'malformed'],
    ['deep objects', () => ({ text: `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, type: 'application/json' }), 'malformed'],
    [
      'bytes that are no UTF-8',
      (_seen, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x22, 0xff, 0x22])),
      'malformed',
    ],
    [
      'a bomb',
      (_seen, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(gzipSync(`"${'x'.repeat(20_000_000)}"`)),
      'too-large',
    ],
    ['a cut connection', () => CUT, 'unreachable'],
    [
      'half an answer',
      (_seen, response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
          .write('{"answer"', () => response.destroy()),
      'unreachable',
    ],
    ['silence', () => undefined, 'timeout'],
    ['a body without end', (_seen, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'), 'timeout'],
  ] as [string, Handler, string][])('%s → %s', async (name, reply, code) => {
    const redirect: Handler = (_seen, response) => void response.writeHead(302, { location: 'https://evil.example/' }).end();
    const patience = code === 'timeout' ? { timeout: 200 } : {};
    const asked = ask(name === 'a redirect' ? redirect : reply, {}, patience);
    expect(await failure(asked)).toMatchObject({ code, params: { host: HOST } });
  });

  test('nesting inside a string is no nesting', async () => {
    expect(await ask(() => ({ json: { answer: 1, text: `${'['.repeat(500)}\\"{` } }))).toEqual({ answer: 1 });
  });

  test('exactly 64 KiB is taken', async () => {
    const text = `{"answer":1,"x":"${'x'.repeat(65_536 - 19)}"}`;
    expect(text).toHaveLength(65_536);
    expect(await ask(() => ({ text, type: 'application/json' }))).toEqual({ answer: 1 });
  });

  test('a key named __proto__ changes nothing', async () => {
    await ask(() => ({ text: '{"answer":1,"__proto__":{"polluted":true}}', type: 'application/json' }));
    expect({}).not.toHaveProperty('polluted');
  });

  test('a redirect as browsers show it', async () => {
    const opaque = { type: 'opaqueredirect', status: 0, headers: new Headers(), body: null } as unknown as Response;
    const request = { method: 'GET', url: `https://${HOST}/x`, signal: new AbortController().signal } as const;
    expect(await failure(call(deps({ fetch: () => Promise.resolve(opaque) }), request, schema))).toMatchObject({ code: 'redirected' });
  });

  test('what is not to be called is not called', async () => {
    const before = server.seen.length;
    expect(await failure(ask(() => ({ json: {} }), { url: 'http://wallet.example/' }))).toMatchObject({ code: 'insecure-url' });
    expect(server.seen).toHaveLength(before);
  });

  test('an aborted request', async () => {
    const already = AbortSignal.abort();
    expect(await failure(ask(() => ({ json: {} }), { signal: already }))).toMatchObject({ code: 'aborted' });
    const soon = new AbortController();
    setTimeout(() => soon.abort(), 20);
    expect(await failure(ask(() => undefined, { signal: soon.signal }))).toMatchObject({ code: 'aborted' });
  });
});

describe('a request', () => {
  test('goes out without credentials, cache or referrer, and never follows', async () => {
    const spy = vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ answer: 1 })));
    const request = { method: 'GET', url: `https://${HOST}/x`, signal: new AbortController().signal } as const;
    await call(deps({ fetch: spy }), request, schema);
    const expected = { redirect: 'manual', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' };
    expect(spy.mock.calls[0]?.[1]).toMatchObject(expected);
    // A browser's fetch refuses any other `this`.
    expect(spy.mock.contexts[0]).toBeUndefined();
  });

  test('sends exactly what JSON.stringify writes', async () => {
    const body = { b: 1, a: 'Sofía "靴"', nested: [{ x: null }] };
    await ask(() => ({ json: { answer: 1 } }), { method: 'POST', body });
    expect(server.seen.at(-1)?.body).toBe(JSON.stringify(body));
  });
});

describe('an error answer', () => {
  const refused = async (reply: Handler, token?: string): Promise<Refusal> => {
    const error = await failure(ask(reply, token === undefined ? {} : { token }));
    if (error instanceof Refusal) return error;
    throw new Error(`no refusal: ${String(error)}`);
  };

  test('from an authorization server', async () => {
    const error = await refused(() => ({
      status: 400,
      json: { error: { code: 'invalid_client', description: 'could not determine client' } },
    }));
    expect(error).toMatchObject({ code: 'refused', params: { host: HOST, status: '400', description: 'could not determine client' } });
    expect(error.facts.serverCode).toBe('invalid_client');
    expect(error.isUnknownKey).toBe(true);
  });

  test('without a code', async () => {
    const error = await refused(() => ({
      status: 400,
      json: { error: { description: 'Received error validating OpenAPI request: body.client must be string' } },
    }));
    expect(error.facts.serverCode).toBeUndefined();
    expect(error.isAboutClient).toBe(true);
    expect(error.isUnknownKey).toBe(false);
  });

  test.each([
    ['plain text', { status: 500, text: 'Internal Server Error' }, 'server-error', 'Internal Server Error'],
    ['a web page', { status: 502, text: '<h1>Bad gateway</h1>', type: 'text/html' }, 'server-error', undefined],
    ['nothing', { status: 503 }, 'server-error', undefined],
    ['too many requests', { status: 429, json: {} }, 'server-error', undefined],
    ['a string', { status: 403, json: { error: 'nope' } }, 'refused', 'nope'],
    ['a message', { status: 403, json: { message: 'nope' } }, 'refused', 'nope'],
    ['broken JSON', { status: 400, text: '{', type: 'application/json' }, 'refused', undefined],
    ['an array', { status: 400, json: [] }, 'refused', undefined],
    ['numbers', { status: 400, json: { error: { code: 4, description: 5, details: 6 } } }, 'refused', undefined],
    ['null', { status: 400, json: null }, 'refused', undefined],
  ])('as %s', async (_name, reply, code, description) => {
    const error = await refused(() => reply);
    expect(error.code).toBe(code);
    expect(error.params['description']).toBe(description);
  });

  test.each([
    [403, 'Inactive Token', true],
    [401, 'Invalid Token', true],
    [401, 'Token has expired', true],
    [403, 'Insufficient Grant', false],
    [403, 'unauthorized', false],
    [401, 'Unauthorized', false],
    [400, 'invalid quote', false],
  ])('%i %s: dead token %s', async (status, description, expected) => {
    expect((await refused(() => ({ status, json: { error: { code: String(status), description } } }))).isDeadToken).toBe(expected);
  });

  test.each([
    ['Signature validation error: could not find key in list of client keys', 'isUnknownKey'],
    ['invalid signature', 'isUnknownKey'],
    ['signature expired', 'isClockSkew'],
    ['Signature validation error: created is in the future', 'isClockSkew'],
    ['Unauthorized', 'isAbsence'],
  ] as const)('401 %s: %s', async (description, trait) => {
    const error = await refused(() => ({ status: 401, json: { error: { code: '401', description } } }));
    expect(error[trait]).toBe(true);
  });

  test('has its words cleaned and cut', async () => {
    const description = `\u202eevil\u0000 ${'long '.repeat(500)}`;
    const words = (await refused(() => ({ status: 400, json: { error: { description } } }))).params['description'] ?? '';
    expect(words).toMatch(/^evil long/);
    expect(words.length).toBeLessThanOrEqual(200);
  });

  test('does not repeat the token', async () => {
    const error = await refused(() => ({ status: 403, json: { error: { description: 'token SECRET-1 is inactive' } } }), 'SECRET-1');
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('SECRET');
  });
});

describe('a request that pays', () => {
  const pay = (reply: Handler, patience: { timeout?: number } = {}): Promise<unknown> =>
    failure(ask(reply, { method: 'POST', body: {}, pays: true }, patience));

  test.each([
    ['a cut connection', () => CUT],
    ['silence', () => undefined],
    ['500', () => ({ status: 500, text: 'Internal Server Error' })],
    ['502', () => ({ status: 502 })],
    ['408', () => ({ status: 408 })],
    ['a web page with 200', () => ({ text: '<html>', type: 'text/html' })],
    ['201 with another shape', () => ({ status: 201, json: {} })],
    ['201 with 5 MB', () => ({ status: 201, text: 'x'.repeat(5_000_000), type: 'application/json' })],
    ['a redirect', (_seen, response) => void response.writeHead(307, { location: '/' }).end()],
  ] as [string, Handler][])('%s: its answer is lost', async (name, reply) => {
    // Only silence has to be waited for.
    const patience = name === 'silence' ? { timeout: 200 } : {};
    expect(await pay(reply, patience)).toMatchObject({ code: 'answer-lost', retry: 'check-first', params: { host: HOST } });
  });

  test.each([400, 401, 403, 404, 409, 429])('%i is a clear refusal', async (status) => {
    expect(await pay(() => ({ status, json: { error: { description: 'no' } } }))).toBeInstanceOf(Refusal);
  });

  test('aborted before it left: nothing is lost; after: it may have arrived', async () => {
    handler = () => undefined;
    const request = { method: 'POST', url: `https://${HOST}/x`, body: {}, pays: true } as const;
    expect(await failure(send(deps(), { ...request, signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' });
    const soon = new AbortController();
    setTimeout(() => soon.abort(), 30);
    expect(await failure(send(deps(), { ...request, signal: soon.signal }))).toMatchObject({ code: 'answer-lost' });
  });
});
