import type { RawRequest } from '../../http/raw-request.ts';
import { AcquirerError } from './acquirer-error.ts';
import { merchantOf, type AcquirerContext } from './acquirer-context.ts';
import { statusOf, type dialects, type InvoiceRecord } from './invoice-store.ts';
import { publicView } from './invoice-views.ts';

type Dialect = (typeof dialects)[number];

const STREAM_TYPE = 'application/ilp-stream+json';
const NO_STORE = { 'cache-control': 'no-store', vary: 'Accept' };

/**
 * `GET /invoices/ID`, without a token. The plain response has `destination_address` and `shared_secret` like the first generation; the
 * response as `application/ilp-stream+json` has the names of the third one.
 */
export function readInvoice(acquirer: AcquirerContext, raw: RawRequest, id: string): Response {
  const invoice = existing(acquirer, id);
  if (invoice.redirect !== undefined) return redirectTo(invoice.redirect);
  const view = publicView(acquirer, invoice);
  if (view.status === 'expired') return Response.json(view, { status: 410, headers: NO_STORE });
  const dialect: Dialect = wantsStreamType(raw) && speaks(invoice, 'content') ? 'content' : 'plain';
  const details = speaks(invoice, dialect) ? paymentDetails(acquirer, invoice) : undefined;
  if (dialect === 'plain') {
    const fields = details && { destination_address: details.ilpAddress, shared_secret: details.sharedSecret };
    return Response.json({ ...view, ...fields }, { headers: NO_STORE });
  }
  const { code: assetCode, scale: assetScale } = view.asset;
  return Response.json({ ...view, assetCode, assetScale, ...details }, { headers: { ...NO_STORE, 'content-type': STREAM_TYPE } });
}

/** `OPTIONS /invoices/ID`, except preflights: the payment details of the second generation. */
export function readPaymentDetails(acquirer: AcquirerContext, id: string): Response {
  const invoice = existing(acquirer, id);
  if (invoice.redirect !== undefined) return redirectTo(invoice.redirect);
  if (!speaks(invoice, 'options')) return new Response(null, { status: 204, headers: { allow: 'GET, HEAD, OPTIONS' } });
  const status = statusOf(invoice);
  if (status === 'pending') return Response.json(paymentDetails(acquirer, invoice), { headers: NO_STORE });
  return Response.json({ status }, { status: status === 'expired' ? 410 : 200, headers: NO_STORE });
}

function existing({ invoices }: AcquirerContext, id: string): InvoiceRecord {
  const invoice = invoices.get(id);
  if (!invoice) throw new AcquirerError(404, 'not_found', 'there is no such invoice');
  return invoice;
}

function wantsStreamType(raw: RawRequest): boolean {
  const types = (raw.headers['accept'] ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  return types.includes(STREAM_TYPE);
}

function speaks({ dialect }: InvoiceRecord, asked: Dialect): boolean {
  return dialect === undefined || dialect === asked;
}

/** New ones for each reader, so that payers do not share a secret; undefined if the invoice accepts no more money. */
function paymentDetails({ connector }: AcquirerContext, invoice: InvoiceRecord) {
  if (statusOf(invoice) !== 'pending') return undefined;
  const { ilpAddress, sharedSecret } = connector.paymentDetails(merchantOf(invoice), invoice.id);
  return {
    ilpAddress: invoice.destinationAddress ?? ilpAddress,
    sharedSecret: invoice.sharedSecret ?? Buffer.from(sharedSecret, 'base64url').toString('base64'),
  };
}

function redirectTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location, ...NO_STORE } });
}
