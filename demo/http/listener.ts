import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Faults } from '../faults.ts';
import type { Certificates } from './certificates.ts';
import { brokenReply } from './broken-replies.ts';
import type { RawRequest } from './raw-request.ts';
import { CALLER_HEADER, type LoggedRequest, type RequestLog } from './request-log.ts';

export type Handler = (request: RawRequest) => Promise<Response>;

/** Handles a socket that requests another protocol (WebSocket). */
export type UpgradeHandler = (message: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface ListenerOptions {
  readonly port: number;
  readonly certificates: Certificates | undefined;
  readonly faults: Faults;
  readonly log: RequestLog;
}

export interface Listener {
  readonly port: number;
  /** Until this is called, requests wait: the handler needs the port first. */
  serve(handler: Handler, onUpgrade: UpgradeHandler): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Opens the socket of all servers of the world. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { promise: ready, resolve: serve } = deferred<Handler>();
  const scheme = options.certificates ? 'https' : 'http';
  const onRequest = (message: IncomingMessage, reply: ServerResponse) => {
    ready.then((handler) => answer(scheme, message, reply, handler, options)).catch(() => message.socket.destroy());
  };
  const server = createServer(options.certificates, onRequest);
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const serveAll: Listener['serve'] = (handler, onUpgrade) => {
    server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      options.log.add({ ...logEntry(rawRequest(scheme, message, Buffer.alloc(0))), status: 101 });
      socket.on('error', () => socket.destroy());
      onUpgrade(message, socket, head);
    });
    serve(handler);
  };
  return { port, serve: serveAll, close: () => closeServer(server) };
}

function createServer(certificates: Certificates | undefined, onRequest: (message: IncomingMessage, reply: ServerResponse) => void) {
  if (!certificates) return createHttpServer(onRequest);
  const { leafPem, caPem, leafKeyPem } = certificates;
  return createHttpsServer({ cert: leafPem + '\n' + caPem, key: leafKeyPem }, onRequest);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} on 127.0.0.1 is already in use.`) : error);
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', fail);
      resolve();
    });
  });
}

function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  scheme: string,
  message: IncomingMessage,
  reply: ServerResponse,
  handler: Handler,
  { faults, log }: ListenerOptions,
): Promise<void> {
  const request = await readRequest(scheme, message);
  const entry = logEntry(request);
  log.add(entry);
  const response = await respond(request, message, handler, faults);
  if (!response) {
    message.socket.destroy();
    return;
  }
  entry.status = response.status;
  await writeResponse(response, reply);
  entry.duration = Date.now() - entry.time;
}

/** The response after the faults were applied; undefined if the connection must break. */
async function respond(request: RawRequest, message: IncomingMessage, handler: Handler, faults: Faults): Promise<Response | undefined> {
  const rule = faults.takeTransport(request);
  if (!rule) return handler(request);
  switch (rule.kind) {
    case 'drop-request':
      return undefined;
    case 'drop-reply':
      await handler(request);
      return undefined;
    case 'delay':
      await sleep(rule.ms ?? 1_000);
      return handler(request);
    case 'duplicate': {
      const first = await handler(request);
      await handler(request);
      return first;
    }
    case 'hold-request':
      await rule.held?.();
      return handler(request);
    case 'hold-reply': {
      const response = await handler(request);
      await rule.held?.();
      return response;
    }
    case 'hang':
      await new Promise<void>((resolve) => message.socket.once('close', () => resolve()));
      return undefined;
    default:
      return withCors(brokenReply(rule), request) ?? handler(request);
  }
}

// A broken server behind a working proxy: the response is readable, so the client must check it.
function withCors(response: Response | undefined, request: RawRequest): Response | undefined {
  if (request.headers['origin'] !== undefined) response?.headers.set('access-control-allow-origin', '*');
  return response;
}

async function readRequest(scheme: string, message: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const buffer = Buffer.from(chunk as Uint8Array);
    size += buffer.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(buffer);
  }
  return rawRequest(scheme, message, Buffer.concat(chunks));
}

function rawRequest(scheme: string, message: IncomingMessage, bytes: Buffer): RawRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const url = `${scheme}://${headers['host'] ?? 'unknown'}${message.url ?? '/'}`;
  return { method: message.method ?? 'GET', url, headers, body: bytes.toString('utf8'), bytes };
}

function logEntry({ url, method, headers, body }: RawRequest): LoggedRequest {
  const { host, pathname, search } = new URL(url);
  return {
    time: Date.now(),
    host,
    method,
    path: pathname + search,
    origin: headers['origin'],
    caller: headers[CALLER_HEADER],
    headers,
    body,
    status: 0,
    duration: 0,
  };
}

async function writeResponse(response: Response, reply: ServerResponse): Promise<void> {
  const headers: [string, string][] = [...response.headers].filter(([name]) => name !== 'set-cookie');
  for (const [name, value] of headers) reply.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.setHeader('set-cookie', cookies);
  reply.writeHead(response.status);
  const body = response.body ? Buffer.from(await response.arrayBuffer()) : undefined;
  await new Promise<void>((resolve) => {
    reply.once('close', resolve);
    reply.end(body, () => resolve());
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
