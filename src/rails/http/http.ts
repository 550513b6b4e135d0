import * as v from 'valibot';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { HttpDeps } from './deps.ts';
import { parseJson, readText } from './json.ts';
import { Refusal, readRefusal } from './refusal.ts';
import type { RequestKey } from './signature.ts';
import { signedHeaders } from './signature.ts';
import { parseServerUrl } from './url-policy.ts';

const TIMEOUT = 10_000;
/** A busy wallet takes up to half a minute for a quote and finishes it even after the client disconnects: so quotes get six times the timeout. */
export const QUOTE_PATIENCE = 6;
/** Clocks that differ by more than this make a difference to servers that look at a signature's age. */
const CLOCK_TOLERANCE = 60_000;
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly signal: AbortSignal;
  /** Sent as `JSON.stringify` writes it: servers check the digest over their own re-serialisation. */
  readonly body?: unknown;
  /** GNAP access token. */
  readonly token?: string;
  /** The kind of JSON that is wanted; `application/json` by default. */
  readonly accept?: string;
  /** Names the effect, so that the server makes it once however often it is asked. */
  readonly idempotencyKey?: string;
  /** Error statuses whose body is read as an answer all the same. */
  readonly reads?: readonly number[];
  /** Signs the request. Servers want it on whatever has a token or changes something. */
  readonly key?: RequestKey;
  /** How many times the usual time limit the answer may take. */
  readonly patience?: number;
  /** Told the status of an answer before it is read. */
  readonly onStatus?: (status: number) => void;
  /** True where the request makes a payment: whatever is no clear refusal is then `answer-lost`. */
  readonly pays?: boolean;
}

interface Answer {
  readonly host: string;
  readonly status: number;
  /** When the server answered by its own clock; NaN where the browser may not read that. */
  readonly date: number;
  readonly type: string;
  readonly text: string;
}

/**
 * Sends a request and reads its answer by `schema`.
 * @throws {Refusal} for an error status.
 * @throws {TenderError} `insecure-url`, `unreachable`, `timeout`, `redirected`, `not-json`, `too-large`, `malformed`, `aborted`, each with
 *   `params.host`; `answer-lost` instead of all but the first, for a request that pays, once it may have been sent.
 */
export async function call<T>(deps: HttpDeps, request: HttpRequest, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return await exchange(deps, request, (answer) => readBody(answer, schema));
}

/** Sends a request whose answer has nothing to tell beyond success. Throws as `call` does. */
export async function send(deps: HttpDeps, request: HttpRequest): Promise<void> {
  await exchange(deps, request, () => undefined);
}

async function exchange<T>(deps: HttpDeps, request: HttpRequest, read: (answer: Answer) => T): Promise<T> {
  const { url, init } = await prepare(deps, request);
  if (request.signal.aborted) throw new TenderError('aborted', { params: { host: url.host } });
  try {
    const answer = await transfer(deps, url, init, request);
    request.onStatus?.(answer.status);
    if (answer.status >= 400 && !request.reads?.includes(answer.status)) throw refusalOf(answer, request.token, deps.clock.now());
    return read(answer);
  } catch (thrown) {
    if (request.pays && !isClearRefusal(thrown)) throw new TenderError('answer-lost', { params: { host: url.host }, cause: thrown });
    throw toTenderError(thrown);
  }
}

/** A 4xx says that the request was not carried out; 408 comes from a server or proxy that stopped waiting. */
function isClearRefusal(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.facts.status < 500 && thrown.facts.status !== 408;
}

async function prepare(deps: HttpDeps, request: HttpRequest): Promise<{ url: URL; init: RequestInit }> {
  const url = parseServerUrl(request.url, deps.policy);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const authorization = request.token === undefined ? undefined : `GNAP ${request.token}`;
  const unsigned = {
    method: request.method,
    url: url.href,
    ...(body === undefined ? {} : { body }),
    ...(authorization === undefined ? {} : { authorization }),
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
  };
  const signed = request.key ? await signedHeaders(unsigned, request.key, deps.clock.now()) : {};
  return {
    url,
    init: {
      method: request.method,
      headers: { accept: request.accept ?? 'application/json', ...signed },
      ...(body === undefined ? {} : { body }),
      // Not `error`: that cannot be told from a network failure.
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    },
  };
}

async function transfer(deps: HttpDeps, url: URL, init: RequestInit, request: HttpRequest): Promise<Answer> {
  const { fetch } = deps;
  const { signal: wanted, patience = 1 } = request;
  const timeout = AbortSignal.timeout((deps.timeout ?? TIMEOUT) * patience);
  const { host } = url;
  try {
    const response = await fetch(url.href, { ...init, signal: AbortSignal.any([wanted, timeout]) });
    const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
    if (isRedirect) throw new TenderError('redirected', { params: { host } });
    const { status, headers } = response;
    const date = Date.parse(headers.get('date') ?? '');
    return { host, status, date, type: headers.get('content-type') ?? '', text: await readText(response, host) };
  } catch (thrown) {
    if (thrown instanceof TenderError) throw thrown;
    const code = wanted.aborted ? 'aborted' : timeout.aborted ? 'timeout' : 'unreachable';
    throw new TenderError(code, { params: { host }, cause: thrown });
  }
}

function readBody<T>(answer: Answer, schema: v.GenericSchema<unknown, T>): T {
  const { host } = answer;
  if (!JSON_TYPE.test(answer.type)) throw new TenderError('not-json', { params: { host } });
  const parsed = v.safeParse(schema, parseJson(answer.text, host));
  if (parsed.success) return parsed.output;
  const what = v.getDotPath(parsed.issues[0]) ?? 'body';
  throw new TenderError('malformed', { params: { host, what } });
}

function refusalOf(answer: Answer, token: string | undefined, now: number): Refusal {
  const secrets = token === undefined ? [] : [token];
  const isClockOff = Math.abs(answer.date - now) > CLOCK_TOLERANCE;
  return readRefusal(answer.host, answer.status, errorBody(answer), secrets, isClockOff);
}

/** An error's body as far as it can be read: JSON, plain text, or nothing worth repeating (a web page). */
function errorBody({ type, text, host }: Answer): unknown {
  if (/^text\/plain/i.test(type)) return text;
  if (!JSON_TYPE.test(type)) return undefined;
  try {
    return parseJson(text, host);
  } catch {
    return undefined;
  }
}
