import * as v from 'valibot';
import { jwkSchema, type Jwk } from '../../client/key.ts';
import { walletAddressSchema } from '../../client/wire.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';

/** The client of a grant: its wallet address, or the key of its request. */
export const grantClientSchema = v.union([v.object({ walletAddress: v.string() }), v.object({ jwk: jwkSchema })]);

export type GrantClient = v.InferOutput<typeof grantClientSchema>;

/** Keys of any form; only valid ones are used. */
const keySetSchema = v.object({ keys: v.array(v.unknown()) });

/** A client's keys, fetched for each request, so that a removed key is refused immediately. */
export async function clientKeys(fetch: WorldFetch, client: GrantClient): Promise<Jwk[] | undefined> {
  if ('jwk' in client) return [client.jwk];
  const set = await fetchJson(fetch, `${client.walletAddress}/jwks.json`, keySetSchema);
  return set?.keys.flatMap((key) => {
    const parsed = v.safeParse(jwkSchema, key);
    return parsed.success ? [parsed.output] : [];
  });
}

/** The public name of a client's wallet address; undefined if it has none or does not answer. */
export async function clientName(fetch: WorldFetch, walletAddress: string): Promise<string | undefined> {
  return (await fetchJson(fetch, walletAddress, walletAddressSchema))?.publicName;
}

/** One string for each client, to compare the clients of resources. */
export function clientId(client: GrantClient): string {
  return 'jwk' in client ? `jwk:${client.jwk.x}` : client.walletAddress;
}

async function fetchJson<Schema extends v.GenericSchema<unknown, unknown>>(
  fetch: WorldFetch,
  url: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual' });
    return response.ok ? v.parse(schema, await response.json()) : undefined;
  } catch {
    return undefined;
  }
}
