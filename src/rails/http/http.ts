import * as v from 'valibot';
import { TenderError, toTenderError } from '../../model/errors.ts';
import type { HttpDeps } from './deps.ts';
import { parseJson, readText } from './json.ts';
import { Refusal, readRefusal } from './refusal.ts';
import type { RequestKey } from './signature.ts';
import { signedHeaders } from './signature.ts';
import { parseServerUrl } from './url-policy.ts';

const TIMEOUT = 10_000;
/**
 * A busy wallet needs up to half a minute for a quote and finishes it even if the client disconnects. So quotes get six times the timeout.
 */
export const QUOTE_PATIENCE = 6;
/** Milliseconds. Servers that check a signature's time may refuse a larger clock difference. */
const CLOCK_TOLERANCE = 60_000;
const JSON_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly signal: AbortSignal;
  /** Serialised with `JSON.stringify`: servers verify the digest over their own serialisation. */
  readonly body?: unknown;
  /** GNAP access token. */
  readonly token?: string;
  /** Accepted media type; `application/json` by default. */
  readonly accept?: string;
  /** Value of the `Idempotency-Key` header: the server performs repeated requests with the same key once. */
  readonly idempotencyKey?: string;
  /** Error statuses whose body is parsed like a successful response. */
  readonly reads?: readonly number[];
  /** Signs the request. Servers require it if the request has a token or changes something. */
  readonly key?: RequestKey;
  /** Factor for the timeout. */
  readonly patience?: number;
  /** Called with the status before the body is read. */
  readonly onStatus?: (status: number) => void;
  /** True if the request makes a payment: then every error that is not a clear refusal becomes `answer-lost`. */
  readonly pays?: boolean;
}

interface Answer {
  readonly host: string;
  readonly status: number;
  /** The server's time from the `Date` header; NaN if the browser may not read it. */
  readonly date: number;
  readonly type: string;
  readonly text: string;
}

/**
 * Sends a request and parses its response with `schema`.
 * @throws {Refusal} for an error status.
 * @throws {TenderError} `insecure-url`, `unreachable`, `timeout`, `redirected`, `not-json`, `too-large`, `malformed`, `aborted`, each with
 *   `params.host`. If the request pays and may have been sent, `answer-lost` instead of all but the first.
 */
export async function call<T>(deps: HttpDeps, request: HttpRequest, schema: v.GenericSchema<unknown, T>): Promise<T> {
  return await exchange(deps, request, (answer) => readBody(answer, schema));
}

/** Sends a request and ignores the body of its response. Throws the errors of `call`. */
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

/** A 4xx means that the request was not performed, except 408: a server or proxy stopped waiting. */
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
      // Not `error`: it cannot be distinguished from a network failure.
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

/** The body of an error: JSON, plain text, or undefined for a web page. */
function errorBody({ type, text, host }: Answer): unknown {
  if (/^text\/plain/i.test(type)) return text;
  if (!JSON_TYPE.test(type)) return undefined;
  try {
    return parseJson(text, host);
  } catch {
    return undefined;
  }
}
