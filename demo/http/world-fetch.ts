import { Agent, buildConnector, fetch as undiciFetch } from 'undici';

export type WorldFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface WorldFetchClient {
  fetch: WorldFetch;
  close(): Promise<void>;
}

/** A `fetch` that connects to the loopback listener for every host, over TLS with the world's own authority. */
export function createWorldFetch(port: number, caPem: string | undefined): WorldFetchClient {
  const connect = buildConnector(caPem ? { ca: caPem } : {});
  const agent = new Agent({
    // Short, so that closing the world does not wait for idle sockets.
    keepAliveTimeout: 4_000,
    connect: (options, callback) =>
      connect({ ...options, hostname: '127.0.0.1', port: String(port), servername: options.hostname }, callback),
  });
  const worldFetch: WorldFetch = async (url, init = {}) => {
    const { body, method, redirect, signal, headers } = init;
    const response = await undiciFetch(url, {
      dispatcher: agent,
      headers: Object.fromEntries(new Headers(headers)),
      ...(method ? { method } : {}),
      ...(typeof body === 'string' || body instanceof Uint8Array ? { body } : {}),
      ...(redirect ? { redirect } : {}),
      ...(signal ? { signal } : {}),
    });
    return asPlatformResponse(response);
  };
  return { fetch: worldFetch, close: () => agent.destroy() };
}

// The Response class of undici 7 differs from Node's. Callers get the platform's.
async function asPlatformResponse(response: Awaited<ReturnType<typeof undiciFetch>>): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of response.headers) headers.append(name, value);
  const empty = response.status === 204 || response.status === 304;
  const body = empty ? null : await response.arrayBuffer();
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}
