import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { WorldFetch } from '../http/world-fetch.ts';
import { sha256Hex } from './canonical-json.ts';
import type { Party } from './parties.ts';
import { signText } from './signature.ts';
import { nowSeconds } from './wire.ts';

/** What of a request is signed. */
export interface SignedParts {
  readonly ocid: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The bytes as they are sent. */
  readonly body: string | Uint8Array;
}

/** The text that a request's signature is over. */
export function requestText({ ocid, timestamp, nonce, method, path, body }: SignedParts): string {
  return [ocid, timestamp, nonce, method, path, sha256Hex(body)].join('\n');
}

/** The headers of a signed request; `changes` are for tests. */
export function requestHeaders(
  party: Pick<Party, 'ocid' | 'secretKey'>,
  { method, url, body }: { readonly method: string; readonly url: string; readonly body: string },
  changes: { readonly timestamp?: number; readonly nonce?: string } = {},
): Record<string, string> {
  const { pathname, search } = new URL(url);
  const timestamp = String(changes.timestamp ?? nowSeconds());
  const nonce = changes.nonce ?? randomUUID();
  const text = requestText({ ocid: party.ocid, timestamp, nonce, method, path: pathname + search, body });
  return {
    'content-type': 'application/json',
    'x-oc-id': party.ocid,
    'x-oc-timestamp': timestamp,
    'x-oc-nonce': nonce,
    'x-oc-signature': signText(text, party.secretKey),
  };
}

const errorSchema = v.object({ error: v.object({ code: v.string(), message: v.string() }) });
const TIMEOUT_MS = 10_000;

/** Another party answered with something else than was asked for. */
export class CallFailed extends Error {
  override name = 'CallFailed';
  readonly status: number;
  /** The protocol's code, where the answer had one. */
  readonly code: string | undefined;

  constructor(url: string, status: number, body: string) {
    super(`POST ${url}: ${status} ${body.slice(0, 300)}`);
    this.status = status;
    this.code = codeIn(body);
  }

  /** Whether the same request may do better later. */
  get mayPass(): boolean {
    return this.status >= 500 || this.status === 401 || this.status === 429;
  }
}

/** Sends a signed request to another party and reads its answer. Throws `CallFailed`. */
export async function callParty<Schema extends v.GenericSchema<unknown, unknown>>(
  caller: { readonly fetch: WorldFetch; readonly party: Party },
  url: string,
  message: object,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const body = JSON.stringify(message);
  const headers = requestHeaders(caller.party, { method: 'POST', url, body });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await caller.fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  const text = await response.text();
  if (!response.ok) throw new CallFailed(url, response.status, text);
  return v.parse(schema, JSON.parse(text));
}

function codeIn(body: string): string | undefined {
  try {
    const parsed = v.safeParse(errorSchema, JSON.parse(body));
    return parsed.success ? parsed.output.error.code : undefined;
  } catch {
    return undefined;
  }
}
