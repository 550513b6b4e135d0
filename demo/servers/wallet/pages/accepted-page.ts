import type { WalletContext } from '../wallet-context.ts';

/** For clients without a finish redirect: the user closes the page. */
export function acceptedPage({ layout }: WalletContext): Response {
  const page = `<!doctype html><title>${layout.title}</title><h1>Accepted</h1><p>You can close this page.</p>`;
  return new Response(page, { status: 202, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
