import * as v from 'valibot';
import type { IlpMethod } from '../../../client/wire.ts';
import type { Scheme } from '../../../hosts.ts';
import type { WorldFetch } from '../../../http/world-fetch.ts';
import type { Asset } from '../../../money/amount.ts';
import { ResourceError } from '../errors.ts';
import { detailsSchema, invoiceSchema, seedDetailsSchema, type PaymentDetails } from './invoice-wire.ts';

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;
const STREAM_TYPE = 'application/ilp-stream+json';

/** An invoice as the issuer has read it from the acquirer. */
export interface Invoice {
  readonly url: string;
  readonly host: string;
  readonly subject: string;
  readonly description: string | undefined;
  readonly asset: Asset;
  /** The remaining amount, in the asset's smallest units. */
  readonly due: bigint;
  readonly status: 'pending' | 'paid' | 'expired';
  readonly expiresAt: number | undefined;
}

/** An invoice that can be paid. */
export interface PayableInvoice {
  readonly invoice: Invoice;
  readonly method: IlpMethod;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** Reads invoices, without redirects, with a size limit and a timeout. */
export class InvoiceReader {
  readonly #fetch: WorldFetch;
  readonly #scheme: Scheme;

  constructor(fetch: WorldFetch, scheme: Scheme) {
    this.#fetch = fetch;
    this.#scheme = scheme;
  }

  /** Reads an invoice in any state. Throws `invoice_unreadable`. */
  async read(url: string): Promise<Invoice> {
    return (await this.#look(url)).invoice;
  }

  /** Reads an invoice that can be paid, with payment details of any generation. Throws `invoice_…`. */
  async payable(url: string): Promise<PayableInvoice> {
    const { invoice, answer } = await this.#look(url);
    if (invoice.status === 'paid') throw new ResourceError(409, 'nothing is due any more', { code: 'invoice_paid' });
    if (invoice.status === 'expired') throw new ResourceError(410, 'the invoice has expired', { code: 'invoice_expired' });
    return { invoice, method: { type: 'ilp', ...(await this.#details(url, answer)) } };
  }

  async #look(url: string): Promise<{ invoice: Invoice; answer: Answer }> {
    const host = this.#hostOf(url);
    const answer = await this.#ask(url, 'GET', 'application/json');
    if (answer.status !== 200 && answer.status !== 410) throw unreadable(`the acquirer answered ${answer.status}`);
    const parsed = v.safeParse(invoiceSchema, answer.json);
    if (!parsed.success) throw unreadable(`${v.getDotPath(parsed.issues[0]) ?? 'body'}: ${parsed.issues[0].message}`);
    const { name, subject, description, asset, amount, received, expiresAt: text, status } = parsed.output;
    if (name !== undefined && hostNamedBy(name) !== host) throw unreadable('its name is at another host');
    const expiresAt = text === undefined ? undefined : Date.parse(text);
    const isOver = answer.status === 410 || status === 'expired' || (expiresAt !== undefined && expiresAt <= Date.now());
    const isPaid = status === 'paid' || received >= amount;
    return {
      answer,
      invoice: {
        url,
        host,
        subject,
        description,
        asset,
        expiresAt,
        due: isPaid ? 0n : amount - received,
        status: isPaid ? 'paid' : isOver ? 'expired' : 'pending',
      },
    };
  }

  /** The first generation's fields if the plain response has them, else the third's, else the second's. */
  async #details(url: string, { json }: Answer): Promise<PaymentDetails> {
    if (v.is(v.looseObject({ shared_secret: v.unknown() }), json)) return parsedDetails(seedDetailsSchema, json);
    const later = await this.#ask(url, 'GET', STREAM_TYPE);
    if (v.is(v.looseObject({ sharedSecret: v.unknown() }), later.json)) return parsedDetails(detailsSchema, later.json);
    return parsedDetails(detailsSchema, (await this.#ask(url, 'OPTIONS', 'application/json')).json);
  }

  #hostOf(text: string): string {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || url.protocol !== `${this.#scheme}:` || url.href !== text || url.username !== '' || url.password !== '' || url.hash !== '') {
      throw unreadable(`not a plain ${this.#scheme} address`);
    }
    return url.host;
  }

  async #ask(url: string, method: 'GET' | 'OPTIONS', accept: string): Promise<Answer> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await this.#fetch(url, { method, headers: { accept }, redirect: 'manual', signal });
      const text = await response.text();
      if (Buffer.byteLength(text) > MAX_BYTES) throw new RangeError('too long');
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    } catch {
      throw unreadable('the acquirer did not answer with JSON of reasonable length in time');
    }
  }
}

function hostNamedBy(name: string): string | undefined {
  const absolute = name.startsWith('//') ? `https:${name}` : name;
  return URL.canParse(absolute) ? new URL(absolute).host : undefined;
}

function parsedDetails(schema: v.GenericSchema<unknown, PaymentDetails>, json: unknown): PaymentDetails {
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw unreadable('no good payment details');
  return parsed.output;
}

function unreadable(description: string): ResourceError {
  return new ResourceError(400, description, { code: 'invoice_unreadable' });
}
