import { Hono } from 'hono';
import type { Faults } from '../faults.ts';
import type { ServerEnv } from '../http/raw-request.ts';
import { createSecretKey } from './signature.ts';
import { OpenChargeError } from './error.ts';
import type { Party } from './parties.ts';

/** What any party's metadata may do wrong. */
export const metadataFaults = [
  /** The self-signature is by another key. */
  'metadata-other-key',
  /** Well formed and signed, but 1 MB. */
  'metadata-huge',
  /** The older form: `publicKey` and `endpoint` at the top. No mistake, but rare. */
  'metadata-flat',
] as const;
export type MetadataFault = (typeof metadataFaults)[number];

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b5bdb"/>
<path d="M9 21V11l7 6 7-6v10" fill="none" stroke="#fff" stroke-width="3"/></svg>`;

/** The routes that every party has: its metadata and its icon. Errors are those of the protocol. */
export function createPartyApp(party: Party, faults: Faults): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.get('/opencharge/metadata.json', (c) => {
    if (faults.take('metadata-other-key', c.env.raw)) return c.json(party.metadata(createSecretKey()));
    if (faults.take('metadata-huge', c.env.raw)) return c.json({ ...party.metadata(), padding: 'x'.repeat(1024 * 1024) });
    if (faults.take('metadata-flat', c.env.raw)) return c.json(flatMetadata(party));
    return c.json(party.metadata());
  });
  app.get('/opencharge/icon.svg', () => new Response(ICON, { headers: { 'content-type': 'image/svg+xml' } }));
  app.notFound(() => Response.json({ error: { code: 'NOT_FOUND', message: 'There is nothing here.' } }, { status: 404 }));
  app.onError((error) => {
    if (error instanceof OpenChargeError) return error.toResponse();
    return Response.json({ error: { code: 'SERVER_ERROR', message: 'Something broke.' } }, { status: 500 });
  });
  return app;
}

/** Refuses what the party does not offer. */
export function requireCapability(party: Party, capability: string): void {
  if (!party.supports(capability)) throw new OpenChargeError('CAPABILITY_NOT_SUPPORTED', `${capability} is not offered here`);
}

function flatMetadata(party: Party) {
  const { opencharge, name, config } = party.metadata();
  const unsigned = { opencharge, name, ...config };
  return { ...unsigned, signature: party.sign(unsigned) };
}
