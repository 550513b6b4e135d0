import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import { shortText } from '../http/fields.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { hostOf } from '../http/urls.ts';
import type { RegistrySource } from './networks.ts';

/** Multiple of the usual timeout: 5 s, as the protocol says for metadata. */
export const PATIENCE = 0.5;

/** Resolves an OCID to the URL of its metadata. */
export interface Registry {
  /** @throws {TenderError} `not-registered` (params `stated`), and the errors of `call`. */
  resolve(ocid: string, signal: AbortSignal): Promise<string>;
}

export function openRegistry(deps: HttpDeps, source: RegistrySource): Registry {
  return source.kind === 'http' ? httpRegistry(deps, source.origin) : routerRegistry(deps, source);
}

/** A registry over HTTP: `GET /ocids/{ocid}`. */
export function httpRegistry(deps: HttpDeps, origin: string): Registry {
  return {
    resolve: async (ocid, signal) => {
      const url = `${origin}/ocids/${ocid}`;
      const answer = await call(deps, { method: 'GET', url, signal, patience: PATIENCE }, ocidAnswer).catch((thrown: unknown) => {
        throw thrown instanceof Refusal && thrown.facts.status === 404 ? notRegistered(ocid, thrown) : thrown;
      });
      if (String(answer.ocid) !== ocid) throw new TenderError('malformed', { params: { host: hostOf(url), what: 'ocid' } });
      return answer.metadataUrl;
    },
  };
}

const ocidAnswer = v.object({ ocid: v.union([v.string(), v.number()]), metadataUrl: shortText });

/** First four bytes of Keccak-256 over `resolve(uint256)`. */
const RESOLVE = '4f896d4f';
/** JSON-RPC error code of nodes for a reverted call: there is no such token. */
const REVERTED = 3;

/** The router registry contract (ERC-721, an OCID is a token id): `resolve(uint256)` by `eth_call`. */
export function routerRegistry(deps: HttpDeps, { rpc, contract }: { readonly rpc: string; readonly contract: string }): Registry {
  return {
    resolve: async (ocid, signal) => {
      const data = `0x${RESOLVE}${BigInt(ocid).toString(16).padStart(64, '0')}`;
      const body = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to: contract, data }, 'latest'] };
      const { result, error } = await call(deps, { method: 'POST', url: rpc, body, signal, patience: PATIENCE }, callAnswer);
      if (error?.code === REVERTED || /\breverted\b/i.test(error?.message ?? '')) throw notRegistered(ocid);
      if (result === undefined) throw new TenderError('server-error', { params: { host: hostOf(rpc) } });
      const url = readString(result);
      if (url === undefined) throw new TenderError('malformed', { params: { host: hostOf(rpc), what: 'result' } });
      if (url === '') throw notRegistered(ocid);
      return url;
    },
  };
}

const callAnswer = v.object({
  result: v.exactOptional(v.pipe(v.string(), v.regex(/^0x(?:[0-9a-f]{2})*$/i))),
  error: v.exactOptional(v.object({ code: v.number(), message: v.fallback(v.string(), '') })),
});

const WORD = 64;

/** Decodes one returned string (Solidity ABI, "dynamic types"): offset, length in bytes, bytes. Nothing for any other encoding. */
function readString(result: string): string | undefined {
  const hex = result.slice(2);
  const word = (at: number): number => (at + WORD <= hex.length ? Number(`0x${hex.slice(at, at + WORD)}`) : Number.NaN);
  const at = 2 * word(0);
  const end = at + WORD + 2 * word(at);
  // NaN and numbers that are too large fail this check, too.
  if (!(end <= hex.length)) return undefined;
  const bytes = hex.slice(at + WORD, end).match(/../g) ?? [];
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  } catch {
    return undefined;
  }
}

function notRegistered(ocid: string, cause?: unknown): TenderError {
  return new TenderError('not-registered', { params: { stated: ocid }, ...(cause === undefined ? {} : { cause }) });
}
