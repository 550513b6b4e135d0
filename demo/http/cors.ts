import type { RawRequest } from './raw-request.ts';

/** The methods that existing wallets allow. */
export const corsMethods = 'GET,HEAD,PUT,POST,DELETE,PATCH';

/** Answers preflights and lets pages of any origin read every response, errors included, like existing wallets. */
export async function withCors(request: RawRequest, handle: () => Promise<Response>, methods: string): Promise<Response> {
  const isPreflight =
    request.method === 'OPTIONS' &&
    request.headers['origin'] !== undefined &&
    request.headers['access-control-request-method'] !== undefined;
  if (isPreflight) return preflight(request, methods);
  const response = await handle();
  response.headers.append('vary', 'Origin');
  if (request.headers['origin'] !== undefined) response.headers.set('access-control-allow-origin', '*');
  return response;
}

function preflight(request: RawRequest, methods: string): Response {
  const headers = new Headers({
    vary: 'Origin',
    'access-control-allow-origin': '*',
    'access-control-allow-methods': methods,
  });
  const asked = request.headers['access-control-request-headers'];
  if (asked !== undefined) headers.set('access-control-allow-headers', asked);
  return new Response(null, { status: 204, headers });
}
