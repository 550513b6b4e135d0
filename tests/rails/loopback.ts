import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a server behind a TLS proxy sees it. */
export interface Seen {
  readonly method: string;
  /** The address that the client asked for, scheme and host included. */
  readonly url: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** JSON with a status; text in `text` is sent as it is, with `type`. */
export interface Reply {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
  /** By the server's clock; no date is told without it, as to pages of other origins. */
  readonly date?: string;
}

export interface Loopback {
  readonly fetch: typeof fetch;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** What a handler may do instead of replying: cut the connection. */
export const CUT = Symbol('cut');

export type Handler = (seen: Seen, response: ServerResponse) => Reply | typeof CUT | undefined | Promise<Reply | typeof CUT | undefined>;

/**
 * One real HTTP server on loopback that stands for every host: the returned `fetch` sends each https address to it, over real sockets.
 * A handler that returns nothing has written the response itself.
 */
export async function openLoopback(handle: Handler): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((message, response) => {
    void answer(message, response, async (request) => {
      seen.push(request);
      return await handle(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const headers = new Headers(init?.headers);
      headers.set('x-asked', `${url.protocol}//${url.host}`);
      return fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`, { ...init, headers });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  handle: (seen: Seen) => Promise<Reply | typeof CUT | undefined>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  const origin = headers['x-asked'] ?? '';
  const path = message.url ?? '/';
  const body = Buffer.concat(chunks).toString('utf8');
  const reply = await handle({ method: message.method ?? '', url: `${origin}${path}`, host: new URL(origin).host, path, headers, body });
  if (reply === CUT) message.socket.destroy();
  else if (reply) write(response, reply);
}

function write(response: ServerResponse, { status = 200, json, text, type, date }: Reply): void {
  response.sendDate = false;
  if (date !== undefined) response.setHeader('date', date);
  if (text === undefined && json === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'content-type': type ?? (text === undefined ? 'application/json' : 'text/plain') });
  response.end(text ?? JSON.stringify(json));
}
