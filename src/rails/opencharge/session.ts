import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { ReturnUrls } from '../../model/signed-order.ts';
import type { HttpDeps } from '../http/deps.ts';
import { shortText, urlText } from '../http/fields.ts';
import { call, send } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { hostOf, lastSegment, endpointUrl } from '../http/urls.ts';
import { canonicalJson } from './canonical-json.ts';
import { ocid, seconds, wholeObject } from './fields.ts';
import type { Party } from './directory.ts';

/** A checkout session at a payment gateway. */
export interface Session {
  /** Its URL; the proof is at `/proof` below it. */
  readonly url: string;
  readonly merchant: string;
  /** The OCID of the payment gateway. */
  readonly gateway: string;
  readonly order: Readonly<Record<string, unknown>>;
  /** The order's canonical text. */
  readonly orderText: string;
  readonly signature: string;
  /** URL of the incoming payment that funds it. */
  readonly incomingPayment: string;
  readonly returnUrls: ReturnUrls;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const answer = v.object({
  opencharge: v.optional(v.pipe(v.string(), v.regex(/^0\.\d+$/))),
  session_id: shortText,
  status: v.picklist(['open', 'paying', 'completed', 'cancelled', 'expired']),
  merchantOcid: ocid,
  gatewayOcid: ocid,
  order: wholeObject,
  signature: shortText,
  urls: v.object({ success: shortText, cancel: shortText }),
  expires_at: seconds,
  incomingPayment: urlText,
});

/** The URL of a session, derived from the gateway's registered endpoint. Only the id comes from the page. */
export function sessionUrl({ endpoint }: Pick<Party, 'endpoint'>, checkoutUrl: string): string {
  return endpointUrl(endpoint, `checkout/sessions/${lastSegment(checkoutUrl)}`);
}

/**
 * Reads a session that can be paid.
 * @throws {TenderError} `payable-unknown`, `payable-completed`, `payable-expired`, `malformed`, and the errors of `call`.
 */
export async function readSession(deps: HttpDeps, url: string, signal: AbortSignal): Promise<Session> {
  const params = { host: hostOf(url) };
  const read = await call(deps, { method: 'GET', url, signal }, answer).catch((thrown: unknown) => {
    if (!(thrown instanceof Refusal)) throw thrown;
    if (thrown.facts.status === 404) throw new TenderError('payable-unknown', { params, cause: thrown });
    throw thrown.facts.status === 410 ? new TenderError('payable-expired', { params, cause: thrown }) : thrown;
  });
  if (read.session_id !== lastSegment(url)) throw new TenderError('malformed', { params: { ...params, what: 'session_id' } });
  if (read.status === 'completed') throw new TenderError('payable-completed', { params });
  if (read.status === 'cancelled' || read.status === 'expired') throw new TenderError('payable-expired', { params });
  return {
    url,
    merchant: read.merchantOcid,
    gateway: read.gatewayOcid,
    order: read.order,
    orderText: canonicalJson(read.order),
    signature: read.signature,
    incomingPayment: read.incomingPayment,
    returnUrls: { success: returnUrl(read.urls.success, deps.policy), cancel: returnUrl(read.urls.cancel, deps.policy) },
    expiresAt: read.expires_at * 1000,
  };
}

/** A URL for the tab: the URL policy applies, but a fragment is allowed. */
function returnUrl(text: string, policy: UrlPolicy): string {
  const [address = '', ...fragment] = text.split('#');
  return [parseServerUrl(address, policy).href, ...fragment].join('#');
}

/** Cancels a session. A refusal means that it does not exist any more or is paid. @throws {TenderError} if the gateway cannot be reached. */
export async function cancelSession(deps: HttpDeps, url: string, signal: AbortSignal): Promise<void> {
  await send(deps, { method: 'POST', url: endpointUrl(url, 'cancel'), signal }).catch((thrown: unknown) => {
    if (!(thrown instanceof Refusal) || thrown.code !== 'refused') throw thrown;
  });
}
