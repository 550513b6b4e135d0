import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { manifestFor } from '../../scripts/build/manifest.ts';
import type { Pages } from './build-pages.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
};

export interface ServedPages {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the built pages on loopback under the very policy that the extension has. */
export async function servePages(pages: Pages): Promise<ServedPages> {
  const policy = manifestFor('production').content_security_policy.extension_pages;
  const server = createServer((request, response): unknown => {
    // Browsers ask for it unasked.
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    const path = new URL(request.url ?? '/', 'http://pages').pathname;
    const body = pages.get(path);
    if (body === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain', 'content-security-policy': policy }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
