import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { RegisteredParty } from '../../model/signed-order.ts';
import type { HttpDeps } from '../http/deps.ts';
import { call } from '../http/http.ts';
import { cleanText } from '../http/text.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { hostOf } from '../http/urls.ts';
import { canonicalJson } from './canonical-json.ts';
import { ocid, wholeObject } from './fields.ts';
import type { Registry } from './registry.ts';
import { PATIENCE } from './registry.ts';
import { isSignedBy } from './signature.ts';

/** A merchant, gateway or settlement provider, from its own metadata. */
export interface Party extends RegisteredParty {
  readonly publicKey: string;
  readonly endpoint: string;
  /** OCIDs of the parties through which it can settle. */
  readonly settlesThrough: readonly string[];
  /** Of a merchant: OCIDs of the gateways that may be paid on its behalf. */
  readonly gateways: readonly string[];
}

/** Finds parties by OCID. */
export interface Directory {
  /** @throws {TenderError} `not-registered`, `malformed` for metadata without a valid self-signature, and the errors of `call`. */
  find(id: string, signal: AbortSignal): Promise<Party>;
  /**
   * Verifies a signature with the party's key. Keys are rotated: if verification fails with cached metadata, it is read once more.
   * @returns the party, or nothing if the signature is invalid. Throws as `find` does.
   */
  findSigner(id: string, statement: string, signature: string, signal: AbortSignal): Promise<Party | undefined>;
}

const CACHE_LIFE = 5 * 60_000;
const CACHE_SIZE = 64;

interface Read {
  readonly party: Party;
  readonly at: number;
}

export function openDirectory(deps: HttpDeps, registry: Registry): Directory {
  const cache = new Map<string, Read>();

  async function read(id: string, signal: AbortSignal): Promise<Party> {
    const party = await readMetadata(deps, id, await registry.resolve(id, signal), signal);
    cache.delete(id);
    cache.set(id, { party, at: deps.clock.now() });
    for (const oldest of [...cache.keys()].slice(0, -CACHE_SIZE)) cache.delete(oldest);
    return party;
  }

  function cached(id: string): Party | undefined {
    const known = cache.get(id);
    const age = known && deps.clock.now() - known.at;
    // A negative age is that of a clock that was set back.
    return age !== undefined && age >= 0 && age < CACHE_LIFE ? known?.party : undefined;
  }

  return {
    find: async (id, signal) => cached(id) ?? (await read(id, signal)),
    findSigner: async (id, statement, signature, signal) => {
      const known = cached(id);
      if (known && (await isSignedBy(statement, signature, known.publicKey))) return known;
      const fresh = await read(id, signal);
      return (await isSignedBy(statement, signature, fresh.publicKey)) ? fresh : undefined;
    },
  };
}

/** @throws {TenderError} `malformed`, and the errors of `call`. */
async function readMetadata(deps: HttpDeps, id: string, url: string, signal: AbortSignal): Promise<Party> {
  const host = hostOf(url);
  const record = await call(deps, { method: 'GET', url, signal, patience: PATIENCE }, wholeObject);
  const config = configOf(record);
  const parsed = v.safeParse(metadata, { ...record, config });
  if (!parsed.success) throw new TenderError('malformed', { params: { host, what: v.getDotPath(parsed.issues[0]) ?? 'metadata' } });
  const { name, signature, config: known } = parsed.output;
  if (!(await isSignedBy(canonicalJson(config), signature, known.publicKey))) {
    throw new TenderError('malformed', { params: { host, what: 'signature' } });
  }
  const endpoint = parseServerUrl(known.endpoint, deps.policy);
  return {
    id,
    name: cleanText(name, 100),
    host: endpoint.host,
    publicKey: known.publicKey.toLowerCase(),
    endpoint: endpoint.href,
    settlesThrough: known.settlement?.accepts ?? [],
    gateways: known.gateways ?? [],
  };
}

/** The part that the self-signature covers: `config`, or, in the older flat form, everything except the signature. */
function configOf({ signature: _signature, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return rest['config'] ?? rest;
}

const metadata = v.object({
  opencharge: v.optional(v.pipe(v.string(), v.regex(/^0\.\d+$/))),
  name: v.pipe(v.string(), v.nonEmpty()),
  config: v.object({
    // A key in another format verifies no signature.
    publicKey: v.string(),
    endpoint: v.string(),
    capabilities: v.optional(v.array(v.string())),
    gateways: v.optional(v.array(ocid)),
    settlement: v.optional(v.object({ currencies: v.optional(v.array(v.string())), accepts: v.optional(v.array(ocid)) })),
  }),
  signature: v.string(),
});
