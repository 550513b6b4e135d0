import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { Intent, RailRequest } from '../../model/intent.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';
import { lastSegment } from '../http/urls.ts';
import { ocid } from './fields.ts';
import type { Order } from './order.ts';
import { parseOrder, readOrder } from './order.ts';

export const OPENCHARGE_RAIL = 'opencharge';
export const OPENCHARGE_KIND = 'opencharge';

/** The `details` of a request; its target is the checkout URL. */
const details = v.object({ order: v.string(), signature: v.string() });

const request = v.object({
  order: v.unknown(),
  signature: v.pipe(v.string(), v.maxLength(200)),
  merchantOcid: ocid,
  checkoutUrl: v.string(),
});

/** A session's id. */
const SESSION_ID = /^[\w-]{1,128}$/;

/**
 * Parses `{order, signature, merchantOcid, checkoutUrl}` of a page or of a session.
 * @throws {TenderError} `invalid-request`, `insecure-url`, and the errors of `parseOrder`.
 */
export function parseOpenChargeRequest(kind: string, value: unknown, policy: UrlPolicy): RailRequest {
  const parsed = v.safeParse(request, value);
  if (kind !== OPENCHARGE_KIND) throw invalid(kind);
  if (!parsed.success) throw invalid(v.getDotPath(parsed.issues[0]) ?? kind);
  const { signature, merchantOcid, checkoutUrl } = parsed.output;
  const order = parseOrder(parsed.output.order);
  if (order.merchant !== merchantOcid) throw invalid('merchantOcid');
  return { rail: OPENCHARGE_RAIL, kind, target: parseCheckoutUrl(checkoutUrl, policy), details: { order: order.text, signature } };
}

/** A checkout page's URL: its last segment is the session's id. @throws {TenderError} `invalid-request` or `insecure-url`. */
export function parseCheckoutUrl(text: string, policy: UrlPolicy): string {
  const url = parseServerUrl(text, policy, 'invalid-request');
  if (url.search || !SESSION_ID.test(lastSegment(url.href))) throw invalid('checkoutUrl');
  return url.href;
}

/** Reads the request from a stored intent. @throws {TenderError} `internal` if this rail did not write it. */
export function readRequest({ request: kept }: Intent): {
  readonly order: Order;
  readonly signature: string;
  readonly checkoutUrl: string;
} {
  const parsed = v.safeParse(details, kept.details);
  if (!parsed.success) throw new TenderError('internal', { params: { what: 'request' } });
  return { order: readOrder(parsed.output.order), signature: parsed.output.signature, checkoutUrl: kept.target };
}

/** An order of a merchant is paid once, for all pages, tabs and gateways. */
export function keyOfOrder(intent: Intent): string {
  const { order } = readRequest(intent);
  return JSON.stringify([OPENCHARGE_RAIL, order.merchant, order.id]);
}

function invalid(what: string): TenderError {
  return new TenderError('invalid-request', { params: { what } });
}
