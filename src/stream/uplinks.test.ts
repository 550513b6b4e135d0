import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { readAccount } from './account.ts';
import { type BtpMessage, BtpType, readBtp, writeBtp } from './btp-packet.ts';
import { BtpUplink } from './btp-uplink.ts';
import { HttpUplink } from './http-uplink.ts';
import { readPrepare, writeReply } from './ilp-packet.ts';
import { MalformedPacket, Writer } from './oer.ts';

const SECRET = 'not-for-anybody';
const never = new AbortController().signal;
const packet = Uint8Array.of(12, 1, 0);
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Answer = (message: BtpMessage, send: (message: BtpMessage) => void, socket: WebSocket) => void;

async function openServer(answer: Answer) {
  const seen: BtpMessage[] = [];
  const urls: string[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', (socket, request) => {
    urls.push(request.url ?? '');
    socket.on('message', (data: Buffer) => {
      const message = readBtp(data);
      seen.push(message);
      answer(message, (reply) => socket.send(writeBtp(reply)), socket);
    });
  });
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ilp/btp`;
  const open = (signal = never) =>
    BtpUplink.open({ url, username: 'carla', secret: SECRET, signal, openSocket: (at) => new WebSocket(at) });
  return { seen, urls, open, server };
}

const isAuth = ({ protocols }: BtpMessage) => protocols[0]?.name === 'auth';
const accepted = ({ requestId }: BtpMessage): BtpMessage => ({ type: BtpType.response, requestId, protocols: [] });
const answered = ({ requestId, protocols }: BtpMessage, data: Uint8Array): BtpMessage => ({
  type: BtpType.response,
  requestId,
  protocols: [{ name: protocols[0]?.name ?? '', contentType: 0, data }],
});

describe('BTP', () => {
  test('says who it is in the first message, not in the address', async () => {
    const { seen, urls, open } = await openServer((message, send) => send(accepted(message)));
    const uplink = await open();
    uplink.close();
    const said = seen[0]?.protocols.map(({ name, data }) => [name, Buffer.from(data).toString()]);
    expect(said).toEqual([
      ['auth', ''],
      ['auth_username', 'carla'],
      ['auth_token', SECRET],
    ]);
    expect(urls.join()).not.toContain(SECRET);
  });

  test('gives each request its own answer, in whatever order they come', async () => {
    const held: (() => void)[] = [];
    const { open } = await openServer((message, send) => {
      if (isAuth(message)) return send(accepted(message));
      held.unshift(() => send(answered(message, Uint8Array.of(...(message.protocols[0]?.data ?? []), 1))));
      if (held.length === 3) for (const answer of held) answer();
    });
    const uplink = await open();
    const replies = await Promise.all([1, 2, 3].map((at) => uplink.send(Uint8Array.of(at), never)));
    expect(replies.map((reply) => [...reply])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    uplink.close();
  });

  test('a wrong secret: unauthorized, and not a word of the secret', async () => {
    const { open } = await openServer(({ requestId }, send) =>
      send({ type: BtpType.error, requestId, error: { code: 'F00', name: `no ${SECRET}` }, protocols: [] }),
    );
    const error = await open().catch((error: unknown) => error);
    expect(error).toMatchObject({ kind: 'unauthorized', isUnsent: true });
    expect(String(error)).not.toContain(SECRET);
  });

  test('a socket that breaks: what was sent may have arrived, what is sent afterwards has not', async () => {
    const { open } = await openServer((message, send, socket) => (isAuth(message) ? send(accepted(message)) : socket.terminate()));
    const uplink = await open();
    await expect(uplink.send(packet, never)).rejects.toMatchObject({ kind: 'unreachable', isUnsent: false });
    await expect(uplink.send(packet, never)).rejects.toMatchObject({ kind: 'unreachable', isUnsent: true });
  });

  test('closing rejects what is open, and may be done twice', async () => {
    const { open } = await openServer((message, send) => isAuth(message) && send(accepted(message)));
    const uplink = await open();
    const sending = uplink.send(packet, never);
    uplink.close();
    uplink.close();
    await expect(sending).rejects.toMatchObject({ kind: 'closed', isUnsent: false });
  });

  test('giving up on one answer leaves the others', async () => {
    const { open } = await openServer((message, send) => {
      if (isAuth(message)) send(accepted(message));
      else if (message.protocols[0]?.data[0] === 2) send(answered(message, packet));
    });
    const uplink = await open();
    const patience = new AbortController();
    const first = uplink.send(Uint8Array.of(1), patience.signal);
    patience.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    await expect(uplink.send(Uint8Array.of(2), never)).resolves.toEqual(packet);
    uplink.close();
  });

  test('noise, strangers’ answers and requests do no harm', async () => {
    const { open, seen } = await openServer((message, send, socket) => {
      if (isAuth(message)) return send(accepted(message));
      if (message.type === BtpType.error) return;
      socket.send('text');
      socket.send(Buffer.from([1, 2, 3]));
      send({ ...answered(message, packet), requestId: (message.requestId + 1) % 2 ** 32 });
      send({ type: BtpType.message, requestId: 99, protocols: [{ name: 'ilp', contentType: 0, data: packet }] });
      send(answered(message, packet));
    });
    const uplink = await open();
    await expect(uplink.send(packet, never)).resolves.toEqual(packet);
    await uplink.send(packet, never);
    expect(seen.some(({ type, requestId }) => type === BtpType.error && requestId === 99)).toBe(true);
    uplink.close();
  });

  test('an error as the answer to a packet: its fate is not known', async () => {
    const { open } = await openServer((message, send) => {
      const error = { code: 'T00', name: 'InternalError' };
      send(isAuth(message) ? accepted(message) : { type: BtpType.error, requestId: message.requestId, error, protocols: [] });
    });
    const uplink = await open();
    await expect(uplink.send(packet, never)).rejects.toMatchObject({ kind: 'refused', isUnsent: false });
    uplink.close();
  });

  test('no server', async () => {
    const { open, server } = await openServer(() => undefined);
    server.close();
    await expect(open()).rejects.toMatchObject({ kind: 'unreachable', isUnsent: true });
    await expect(open(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('ILP over HTTP', () => {
  const over = (answer: (request: Request) => Response | Promise<Response>) => {
    const seen: Request[] = [];
    const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      seen.push(request);
      return answer(request);
    };
    return { seen, uplink: new HttpUplink({ url: 'https://connector.example/accounts/carla/ilp', secret: SECRET, fetch }) };
  };

  test('posts the packet, and takes the reply from the body', async () => {
    const { seen, uplink } = over(() => new Response(Uint8Array.of(13, 0)));
    expect([...(await uplink.send(packet, never))]).toEqual([13, 0]);
    const [request] = seen;
    expect(request).toMatchObject({ method: 'POST', redirect: 'error', credentials: 'omit' });
    expect(request?.url).not.toContain(SECRET);
    expect(request?.headers.get('authorization')).toBe(`Bearer ${SECRET}`);
    expect(request?.headers.get('content-type')).toBe('application/octet-stream');
    expect(new Uint8Array(await (request as Request).arrayBuffer())).toEqual(packet);
  });

  test.each([
    [401, 'unauthorized', true],
    [403, 'unauthorized', true],
    [404, 'refused', true],
    [408, 'refused', false],
    [429, 'refused', true],
    [500, 'refused', false],
    [504, 'refused', false],
  ])('%i: %s', async (status, kind, isUnsent) => {
    const { uplink } = over(() => new Response(SECRET, { status }));
    const error = await uplink.send(packet, never).catch((error: unknown) => error);
    expect(error).toMatchObject({ kind, isUnsent });
    expect(String(error)).not.toContain(SECRET);
  });

  test('a reply without an end is cut off', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(10_000)) });
    const { uplink } = over(() => new Response(endless));
    await expect(uplink.send(packet, never)).rejects.toMatchObject({ kind: 'refused', isUnsent: false });
  });

  test('no network, a closed uplink, a lost patience', async () => {
    const { uplink } = over(() => Promise.reject(new TypeError('failed to fetch')));
    await expect(uplink.send(packet, never)).rejects.toMatchObject({ kind: 'unreachable', isUnsent: false });
    await expect(uplink.send(packet, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    uplink.close();
    await expect(uplink.send(packet, never)).rejects.toMatchObject({ kind: 'closed', isUnsent: true });
  });
});

describe('IL-DCP (IL-RFC 31)', () => {
  const account = (address: string, code: string, fulfillment = new Uint8Array(32)) => ({
    send: (prepare: Uint8Array) => {
      expect(readPrepare(prepare)).toMatchObject({ amount: 0n, destination: 'peer.config' });
      return Promise.resolve(writeReply({ type: 'fulfill', fulfillment, data: new Writer().text(address).u8(9).text(code).bytes() }));
    },
    close: () => undefined,
  });

  test('address and asset', async () => {
    expect(await readAccount(account('test.connector.carla', 'USD'), never)).toEqual({
      address: 'test.connector.carla',
      assetCode: 'USD',
      assetScale: 9,
    });
  });

  test.each([
    ['no address', account('nowhere', 'USD')],
    ['no asset', account('test.connector.carla', '')],
    ['an asset with a line break', account('test.connector.carla', 'U\nSD')],
    ['another fulfillment', account('test.connector.carla', 'USD', new Uint8Array(32).fill(1))],
    ['noise', { send: () => Promise.resolve(Uint8Array.of(1, 2, 3)), close: () => undefined }],
  ])('%s is malformed', async (_name, uplink) => {
    await expect(readAccount(uplink, never)).rejects.toBeInstanceOf(MalformedPacket);
  });
});
