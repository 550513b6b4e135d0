import { TenderError } from '../../model/errors.ts';
import type { Intent, RailRequest } from '../../model/intent.ts';
import type { UrlPolicy } from '../http/url-policy.ts';
import { parseServerUrl } from '../http/url-policy.ts';

export const INVOICE_RAIL = 'invoice';
export const INVOICE_KIND = 'invoice';

const INVOICE_PATH = /\/invoices\/[^/]+$/;

/**
 * Parses an invoice's URL, or its `name`, which has no scheme (`//host/invoices/<id>`).
 * @throws {TenderError} `invalid-request` or `insecure-url`.
 */
export function parseInvoiceRequest(kind: string, value: unknown, policy: UrlPolicy): RailRequest {
  if (kind !== INVOICE_KIND || typeof value !== 'string') throw invalid(kind);
  const url = parseServerUrl(withScheme(value, policy), policy, 'invalid-request');
  if (url.search || !INVOICE_PATH.test(url.pathname)) throw invalid(kind);
  return { rail: INVOICE_RAIL, kind, target: url.href };
}

/** A name implies https, except for the hosts that only development builds allow. */
function withScheme(text: string, policy: UrlPolicy): string {
  if (!text.startsWith('//')) return text;
  const isLocal = policy === 'development' && /^\/\/[^/]+\.localhost(?::\d+)?\//.test(text);
  return `${isLocal ? 'http' : 'https'}:${text}`;
}

/** An invoice is the same invoice for each page that requests it. */
export function keyOfInvoice({ request }: Intent): string {
  return JSON.stringify([INVOICE_RAIL, INVOICE_KIND, request.target]);
}

function invalid(what: string): TenderError {
  return new TenderError('invalid-request', { params: { what } });
}
