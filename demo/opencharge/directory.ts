import * as v from 'valibot';
import type { Hosts } from '../hosts.ts';
import type { WorldFetch } from '../http/world-fetch.ts';
import { OpenChargeError } from './error.ts';
import { isSignedObject } from './signature.ts';
import { ocidSchema } from './wire.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;
const CACHE_MS = 5 * 60 * 1_000;

const configEntries = {
  publicKey: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)),
  endpoint: v.pipe(v.string(), v.url()),
  capabilities: v.array(v.string()),
  gateways: v.optional(v.array(ocidSchema)),
};

const metadataSchema = v.object({ name: v.string(), config: v.looseObject(configEntries), signature: v.string() });
/** The older form: what is in `config` now stood at the top. */
const flatMetadataSchema = v.object({ name: v.string(), ...configEntries, signature: v.string() });
const resolvedSchema = v.object({ ocid: ocidSchema, metadataUrl: v.pipe(v.string(), v.url()) });

/** What others know of a party. */
export interface KnownParty {
  readonly ocid: string;
  readonly name: string;
  readonly publicKey: string;
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly capabilities: readonly string[];
  /** Of a merchant: who may open checkouts in its name. */
  readonly gateways: readonly string[];
}

/** Looks OCIDs up: the registry says where the metadata is, the metadata says the rest. */
export class Directory {
  readonly #fetch: WorldFetch;
  readonly #hosts: Hosts;
  readonly #known = new Map<string, { readonly party: KnownParty; readonly until: number }>();

  constructor(fetch: WorldFetch, hosts: Hosts) {
    this.#fetch = fetch;
    this.#hosts = hosts;
  }

  /** Throws `UNKNOWN_OCID` or `METADATA_UNAVAILABLE`. */
  async lookUp(ocid: string): Promise<KnownParty> {
    const known = this.#known.get(ocid);
    return known && known.until > Date.now() ? known.party : this.#read(ocid);
  }

  /** Whether a check holds for a party's key; reads the metadata anew once where it does not, as keys are rotated. */
  async verifies(ocid: string, check: (publicKey: string) => boolean): Promise<boolean> {
    const wasKnown = this.#known.has(ocid);
    if (check((await this.lookUp(ocid)).publicKey)) return true;
    return wasKnown && check((await this.#read(ocid)).publicKey);
  }

  async #read(ocid: string): Promise<KnownParty> {
    const resolved = v.parse(resolvedSchema, await this.#json(`${this.#hosts.origin('registry')}/ocids/${ocid}`, 'UNKNOWN_OCID'));
    const body = await this.#json(resolved.metadataUrl, 'METADATA_UNAVAILABLE');
    const party = { ocid, ...readMetadata(body) };
    this.#known.set(ocid, { party, until: Date.now() + CACHE_MS });
    return party;
  }

  async #json(url: string, missing: 'UNKNOWN_OCID' | 'METADATA_UNAVAILABLE'): Promise<unknown> {
    if (new URL(url).protocol !== `${this.#hosts.scheme}:`) throw unavailable(`${url} is not ${this.#hosts.scheme}`);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await this.#fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal }).catch(
      (error: unknown) => {
        throw unavailable(`${url}: ${String(error)}`);
      },
    );
    if (response.status === 404) throw new OpenChargeError(missing, `${url}: not found`);
    const text = await response.text();
    if (response.status !== 200) throw unavailable(`${url}: ${response.status}`);
    if (!/^application\/json\b/.test(response.headers.get('content-type') ?? '')) throw unavailable(`${url}: not JSON`);
    if (Buffer.byteLength(text) > MAX_BYTES) throw unavailable(`${url}: too large`);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw unavailable(`${url}: not JSON`);
    }
  }
}

function readMetadata(body: unknown): Omit<KnownParty, 'ocid'> {
  const nested = v.safeParse(metadataSchema, body);
  if (nested.success) {
    const { name, config, signature } = nested.output;
    return checked(name, config, config, signature);
  }
  const flat = v.safeParse(flatMetadataSchema, body);
  if (!flat.success) throw unavailable('the metadata is not as the protocol says');
  const { signature: _signature, ...rest } = v.parse(v.looseObject({}), body);
  return checked(flat.output.name, flat.output, rest, flat.output.signature);
}

function checked(name: string, config: v.InferOutput<typeof metadataSchema>['config'], signed: object, signature: string) {
  const { publicKey, endpoint, capabilities, gateways = [] } = config;
  if (!isSignedObject(signed, signature, publicKey)) throw unavailable("the metadata is not signed by the party's own key");
  return { name, publicKey, endpoint: endpoint.replace(/\/$/, ''), capabilities, gateways };
}

function unavailable(message: string): OpenChargeError {
  return new OpenChargeError('METADATA_UNAVAILABLE', message);
}
