import type { Hosts } from '../hosts.ts';
import type { Server } from '../servers/server.ts';
import { withCors } from './cors.ts';
import type { Handler, UpgradeHandler } from './listener.ts';
import type { RawRequest } from './raw-request.ts';

/** Routes each request to the server of its host; 421 for an unknown host. */
export function routeRequests(hosts: Hosts, serverOf: ReadonlyMap<string, Server>): Handler {
  return async (raw) => {
    const host = hosts.nameOf(raw.headers['host'] ?? '') ?? '';
    const server = serverOf.get(host);
    const app = server?.apps[host];
    if (!server || !app) return new Response('Misdirected Request', { status: 421 });
    const handle = async () => app.fetch(toRequest(raw), { raw });
    return server.cors === undefined ? handle() : withCors(raw, handle, server.cors);
  };
}

/** Routes each socket that requests another protocol to the server of its host, or closes it. */
export function routeUpgrades(hosts: Hosts, serverOf: ReadonlyMap<string, Server>): UpgradeHandler {
  return (message, socket, head) => {
    const server = serverOf.get(hosts.nameOf(message.headers.host ?? '') ?? '');
    if (server?.upgrade) server.upgrade(message, socket, head);
    else socket.destroy();
  };
}

function toRequest({ method, url, headers, body }: RawRequest): Request {
  const hasBody = body !== '' && method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers, ...(hasBody ? { body } : {}) });
}
