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

/** A merchant, gateway or settlement provider, as its own metadata says. */
export interface Party extends RegisteredParty {
  readonly publicKey: string;
  readonly endpoint: string;
  /** Through whom it can settle. */
  readonly settlesThrough: readonly string[];
  /** Of a merchant: who keeps its accounts, and so may be paid in its place. */
  readonly gateways: readonly string[];
}

/** Finds parties by OCID. */
export interface Directory {
  /** @throws {TenderError} `not-registered`, `malformed` for metadata that its own key has not signed, and what reading throws. */
  find(id: string, signal: AbortSignal): Promise<Party>;
  /**
   * The party whose signature a statement has. A key may have been replaced: where a signature does not fit what was read before, the
   * metadata is read once more.
   * @returns nothing where it has not signed it. Throws as `find` does.
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
    // A clock that was set back would keep it for longer.
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

/** @throws {TenderError} `malformed`, and what `call` throws. */
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

/** What the metadata's own signature covers: its `config`, or, in the older form, everything but the signature. */
function configOf({ signature: _signature, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return rest['config'] ?? rest;
}

const metadata = v.object({
  opencharge: v.optional(v.pipe(v.string(), v.regex(/^0\.\d+$/))),
  name: v.pipe(v.string(), v.nonEmpty()),
  config: v.object({
    // In any other form it verifies nothing.
    publicKey: v.string(),
    endpoint: v.string(),
    capabilities: v.optional(v.array(v.string())),
    gateways: v.optional(v.array(ocid)),
    settlement: v.optional(v.object({ currencies: v.optional(v.array(v.string())), accepts: v.optional(v.array(ocid)) })),
  }),
  signature: v.string(),
});
