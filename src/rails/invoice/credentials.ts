import * as v from 'valibot';
import { TenderError } from '../../model/errors.ts';
import type { StreamCredentials } from '../../stream/index.ts';
import { parseCredentials } from '../../stream/index.ts';
import type { HttpDeps } from '../http/deps.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { hostOf } from '../http/urls.ts';
import type { Invoice } from './read-invoice.ts';
import { readInvoiceAs, STREAM_JSON, toInvoice } from './read-invoice.ts';
import { checkOpen } from './resolve.ts';
import { invoiceAnswer } from './wire.ts';

// Checked before anything else: values outside these bounds are not passed on.
const field = v.nullish(v.pipe(v.string(), v.maxLength(1023)));

/** Payment credentials with the field names of all three generations. */
const credentialFields = v.object({
  ilpAddress: field,
  sharedSecret: field,
  destination_address: field,
  shared_secret: field,
});
type CredentialFields = v.InferOutput<typeof credentialFields>;

const payableInvoice = v.intersect([invoiceAnswer, credentialFields]);

/** An invoice that can be paid, and its STREAM credentials. Kept in memory for one payment; never stored, logged or shown. */
export interface PayableInvoice {
  readonly invoice: Invoice;
  readonly credentials: StreamCredentials;
}

/**
 * Requests an invoice's STREAM credentials from the payee's server. The generations of the protocol publish them in three ways, tried from
 * the newest: in the invoice as `application/ilp-stream+json`, in the plain invoice, and in the response to OPTIONS.
 * @throws {TenderError} `payable-completed`, `payable-expired`, `payee-not-payable` if there are no credentials, `malformed` for a secret
 *   that is not 32 bytes or an invalid ILP address, and the errors of `readInvoice`.
 */
export async function readCredentials(deps: HttpDeps, url: string, signal: AbortSignal): Promise<PayableInvoice> {
  const first = await readFromInvoice(deps, url, signal, STREAM_JSON).catch((thrown: unknown) => {
    // A server that does not support the media type may answer with an error.
    if (thrown instanceof Refusal && (thrown.facts.status === 406 || thrown.facts.status === 415)) return undefined;
    throw thrown;
  });
  if (first?.credentials) return { invoice: first.invoice, credentials: first.credentials };
  const { invoice, credentials } = await readFromInvoice(deps, url, signal);
  const found = credentials ?? (await readByOptions(deps, url, signal));
  if (!found) throw new TenderError('payee-not-payable', { params: { host: hostOf(url) } });
  return { invoice, credentials: found };
}

async function readFromInvoice(
  deps: HttpDeps,
  url: string,
  signal: AbortSignal,
  accept?: string,
): Promise<{ invoice: Invoice; credentials: StreamCredentials | undefined }> {
  const request = { url, signal, ...(accept === undefined ? {} : { accept }) };
  return await readInvoiceAs(deps, request, payableInvoice, (answer, isGone) => {
    const invoice = toInvoice(deps, url, answer, isGone);
    checkOpen(invoice);
    return { invoice, credentials: toCredentials(url, answer) };
  });
}

async function readByOptions(deps: HttpDeps, url: string, signal: AbortSignal): Promise<StreamCredentials | undefined> {
  try {
    return toCredentials(url, await call(deps, { method: 'OPTIONS', url, signal }, credentialFields));
  } catch (thrown) {
    // Most servers answer OPTIONS with CORS headers only, or with a web page.
    const isOther = thrown instanceof Refusal || (thrown instanceof TenderError && thrown.code === 'not-json');
    if (isOther) return undefined;
    throw thrown;
  }
}

function toCredentials(url: string, fields: CredentialFields): StreamCredentials | undefined {
  const address = fields.ilpAddress ?? fields.destination_address;
  const secret = fields.sharedSecret ?? fields.shared_secret;
  if (address == null && secret == null) return undefined;
  const credentials = address != null && secret != null ? parseCredentials(address, secret) : undefined;
  if (credentials) return credentials;
  throw new TenderError('malformed', { params: { host: hostOf(url), what: 'credentials' } });
}
