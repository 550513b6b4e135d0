import { TenderError } from '../../model/errors.ts';
import type { HttpDeps } from '../http/deps.ts';
import type { Granted } from './grant.ts';
import { readGrant } from './grant.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import type { RequestKey } from '../http/signature.ts';
import type { Continuation, Grant } from './grant-state.ts';
import { hostOf } from '../http/urls.ts';
import type { GrantAnswer } from './wire.ts';
import { grantAnswer } from './wire.ts';

/** Wait in milliseconds if the server names none: the value of the reference server. */
const DEFAULT_WAIT = 5000;
/** Wait in milliseconds after `too_fast`: the server's wait is almost over and the user is waiting. */
const TOO_FAST_WAIT = 500;
const ATTEMPTS = 5;

type Continued = Omit<Granted<never>, 'form'>;

/**
 * Exchanges the interaction reference for the access token (RFC 9635, section 5.1), but not before the server's `wait` has passed since the
 * grant request. A request without an answer is sent once more. If the server had already issued the token, it refuses the second request
 * and the consent is lost.
 * @param isRepeat true if the reference may have been used before the worker was stopped.
 * @throws {TenderError} `consent-lost` if the token was issued but never arrived, `consent-denied` if the wallet says so, and the errors of
 *   `call`, after which the same call may be repeated.
 */
export async function continueGrant(
  deps: HttpDeps,
  grant: Grant & { readonly continuation: Continuation; readonly interactRef: string },
  key: RequestKey,
  isRepeat: boolean,
  signal: AbortSignal,
): Promise<Continued> {
  let next = grant.continuation;
  let mayBeSpent = isRepeat;
  await deps.clock.sleep(Math.max(0, grant.createdAt + next.wait - deps.clock.now()), signal);
  for (let attempt = 1; ; attempt++) {
    let tooSoon = false;
    try {
      const requestedAt = deps.clock.now();
      const answer = await post(deps, next, grant.interactRef, key, signal);
      const granted = readGrant(answer, grant.endpoint, requestedAt);
      if (granted.token) return granted;
      // Still pending: the server may have issued a new continuation URI and token.
      next = granted.continuation ?? next;
      if (attempt === ATTEMPTS) throw new TenderError('timeout', { params: { host: hostOf(next.uri) } });
    } catch (thrown) {
      const error = continuationError(thrown, mayBeSpent);
      if (!isRetryable(error) || attempt === ATTEMPTS || (mayBeSpent && !isTooFast(error))) throw error;
      tooSoon = isTooFast(error);
      mayBeSpent ||= !tooSoon;
    }
    const wait = next.wait || DEFAULT_WAIT;
    await deps.clock.sleep(tooSoon ? Math.min(wait, attempt * TOO_FAST_WAIT) : wait, signal);
  }
}

function post(deps: HttpDeps, next: Continuation, ref: string, key: RequestKey, signal: AbortSignal): Promise<GrantAnswer> {
  return call(deps, { method: 'POST', url: next.uri, token: next.token, body: { interact_ref: ref }, key, signal }, grantAnswer);
}

function continuationError(thrown: unknown, mayBeSpent: boolean): unknown {
  if (!(thrown instanceof Refusal) || isTooFast(thrown) || thrown.code !== 'refused') return thrown;
  const { serverCode } = thrown.facts;
  if (thrown.isClockSkew || thrown.isUnknownKey) return thrown;
  const denied = !mayBeSpent && (serverCode === 'user_denied' || serverCode === 'request_denied');
  return new TenderError(denied ? 'consent-denied' : 'consent-lost', { params: thrown.params, cause: thrown });
}

function isTooFast(error: unknown): boolean {
  return error instanceof Refusal && (error.facts.serverCode === 'too_fast' || /too[ _]fast/i.test(error.facts.description));
}

function isRetryable(error: unknown): boolean {
  return isTooFast(error) || (error instanceof TenderError && ['unreachable', 'timeout', 'server-error'].includes(error.code));
}
