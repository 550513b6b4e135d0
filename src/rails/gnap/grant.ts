import { TenderError } from '../../model/errors.ts';
import type { AccessToken } from '../../model/payer-wallet.ts';
import type { HttpDeps } from '../http/deps.ts';
import { call, send } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import type { RequestKey } from '../http/signature.ts';
import type { Continuation } from './grant-state.ts';
import { hostOf, sameOrigin } from '../http/urls.ts';
import type { AccessTokenAnswer, ContinueAnswer, GrantAnswer } from './wire.ts';
import { grantAnswer } from './wire.ts';

/** One form of the `client` field, with the key that signs the request. */
export interface ClientForm {
  readonly client: unknown;
  readonly key: RequestKey;
}

export interface GrantRequest {
  /** The wallet's `authServer`, unchanged: it is the grant endpoint and part of the interaction hash. */
  readonly authServer: string;
  readonly access: readonly object[];
  readonly interact?: object;
  readonly signal: AbortSignal;
}

export interface Granted<F extends ClientForm> {
  readonly form: F;
  readonly token?: AccessToken;
  /** The granted access as the server wrote it. */
  readonly access: readonly unknown[];
  readonly interact?: { readonly redirect: string; readonly finish: string };
  readonly continuation?: Continuation;
}

/**
 * Requests a grant (GNAP, RFC 9635, section 2). Servers support different forms of `client`. The next form is tried only if the server
 * refused the `client` field of the previous one.
 * @throws {Refusal} if no form is accepted; {TenderError} `malformed` if the response names URLs on another origin than the server's.
 */
export async function requestGrant<F extends ClientForm>(deps: HttpDeps, request: GrantRequest, forms: readonly F[]): Promise<Granted<F>> {
  const refusals: Refusal[] = [];
  for (const form of forms) {
    const requestedAt = deps.clock.now();
    try {
      const answer = await ask(deps, request, form);
      return { form, ...readGrant(answer, request.authServer, requestedAt) };
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || !thrown.isAboutClient) throw thrown;
      refusals.push(thrown);
    }
  }
  // A refusal with a code is about the request. A refusal without a code is about a form that the server's schema does not have.
  throw refusals.find((refusal) => refusal.facts.serverCode !== undefined) ?? refusals[0] ?? noForm(request);
}

function noForm({ authServer }: GrantRequest): TenderError {
  return new TenderError('internal', { params: { host: hostOf(authServer), what: 'no client' } });
}

function ask(deps: HttpDeps, request: GrantRequest, { client, key }: ClientForm): Promise<GrantAnswer> {
  const { authServer: url, access, interact, signal } = request;
  const body = { access_token: { access }, client, ...(interact ? { interact } : {}) };
  return call(deps, { method: 'POST', url, body, key, signal }, grantAnswer);
}

/**
 * Reads a grant response.
 * @param requestedAt time of the request in milliseconds since the epoch: lifetimes and waits are counted from it.
 * @throws {TenderError} `malformed` if the token or the continuation is managed on another origin than the authorization server's.
 */
export function readGrant(answer: GrantAnswer, authServer: string, requestedAt: number): Omit<Granted<ClientForm>, 'form'> {
  const { access_token: token, interact, continue: next } = answer;
  return {
    access: token?.access ?? [],
    ...(token ? { token: readToken(token, authServer, requestedAt) } : {}),
    ...(interact ? { interact } : {}),
    ...(next ? { continuation: readContinuation(next, authServer) } : {}),
  };
}

/** Reads an access token. Throws the errors of `readGrant`. */
export function readToken(token: AccessTokenAnswer, authServer: string, requestedAt: number): AccessToken {
  const { value, manage, expires_in: seconds } = token;
  checkSameOrigin(manage, authServer, 'manage');
  return { value, manage, ...(typeof seconds === 'number' ? { expiresAt: requestedAt + seconds * 1000 } : {}) };
}

function readContinuation(next: ContinueAnswer, authServer: string): Continuation {
  checkSameOrigin(next.uri, authServer, 'continue');
  return { uri: next.uri, token: next.access_token.value, wait: (next.wait ?? 0) * 1000 };
}

/** A token that is sent to another origin than its issuer's could be used there by an attacker. */
function checkSameOrigin(url: string, authServer: string, what: string): void {
  if (!sameOrigin(url, authServer)) throw new TenderError('malformed', { params: { host: hostOf(authServer), what } });
}

/**
 * Cancels a pending grant, or revokes a finished grant with all its tokens (RFC 9635, section 5.4). Also resolves if the grant does not
 * exist any more or the server refuses: a refusal is permanent.
 * @throws {TenderError} the errors of `send` if the server could not be reached.
 */
export async function revokeGrant(deps: HttpDeps, grant: Continuation, key: RequestKey, signal: AbortSignal): Promise<void> {
  await discard(deps, grant.uri, grant.token, key, signal);
}

/** Revokes one access token (RFC 9635, section 6.2). Resolves and throws like `revokeGrant`. */
export async function revokeToken(deps: HttpDeps, token: AccessToken, key: RequestKey, signal: AbortSignal): Promise<void> {
  await discard(deps, token.manage, token.value, key, signal);
}

async function discard(deps: HttpDeps, url: string, token: string, key: RequestKey, signal: AbortSignal): Promise<void> {
  try {
    await send(deps, { method: 'DELETE', url, token, key, signal });
  } catch (thrown) {
    const isRefused = thrown instanceof Refusal && thrown.retry === 'never';
    if (!isRefused) throw thrown;
  }
}
