import type { Asset } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type * as v from 'valibot';
import type { HttpDeps } from '../http/deps.ts';
import type { HttpRequest } from '../http/http.ts';
import { call } from '../http/http.ts';
import { Refusal } from '../http/refusal.ts';
import { hostOf } from '../http/urls.ts';
import { normaliseWalletAddress } from '../open-payments/wallet-address.ts';
import { invoiceAnswer } from './wire.ts';

/** An invoice as its server describes it. Amounts are in the asset's smallest unit. */
export interface Invoice {
  readonly url: string;
  /** The payee's wallet address. */
  readonly subject: string;
  readonly asset: Asset;
  readonly amount: bigint;
  readonly received: bigint;
  /** Untrusted text. */
  readonly description?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
  readonly status: 'pending' | 'paid' | 'expired';
}

/** The media type with which the later generations return STREAM credentials in the invoice. */
export const STREAM_JSON = 'application/ilp-stream+json';

/**
 * Reads an invoice with any status.
 * @throws {TenderError} `payable-unknown`, `malformed` if it is another invoice or has received more than its amount, and the errors of
 *   `call`.
 */
export async function readInvoice(deps: HttpDeps, url: string, signal: AbortSignal): Promise<Invoice> {
  return await readInvoiceAs(deps, { url, signal }, invoiceAnswer, (answer, isGone) => toInvoice(deps, url, answer, isGone));
}

/** Like `readInvoice`, with a wider schema. `read` selects what the caller needs from the answer. */
export async function readInvoiceAs<T, R>(
  deps: HttpDeps,
  request: Pick<HttpRequest, 'url' | 'signal' | 'accept'>,
  schema: v.GenericSchema<unknown, T>,
  read: (answer: T, isGone: boolean) => R,
): Promise<R> {
  let isGone = false;
  const onStatus = (status: number): void => void (isGone = status === 410);
  try {
    // Servers return an expired invoice, with its received amount, as 410.
    const answer = await call(deps, { method: 'GET', reads: [410], onStatus, ...request }, schema);
    return read(answer, isGone);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.facts.status === 404) throw new TenderError('payable-unknown', { params: thrown.params });
    throw thrown;
  }
}

/**
 * Checks that an answer is the requested invoice. Its server decides whether it has expired, because our clock may differ by hours.
 * @param isGone true if the status was 410.
 * @throws {TenderError} `malformed`.
 */
export function toInvoice(deps: HttpDeps, url: string, answer: v.InferOutput<typeof invoiceAnswer>, isGone: boolean): Invoice {
  const { name, subject, amount, received, code, scale, description, expiresAt, status } = answer;
  const wrong = (!isNameOf(name, url) && 'name') || (received > amount && 'received');
  if (wrong) throw malformed(url, wrong);
  return {
    url,
    subject: walletAddressOf(deps, url, subject),
    asset: { code, scale },
    amount,
    received,
    status: received === amount ? 'paid' : status === 'expired' || isGone ? 'expired' : (status ?? 'pending'),
    ...(description ? { description } : {}),
    ...(expiresAt == null ? {} : { expiresAt }),
  };
}

/** Whether `name` is the invoice's name: the URL without its scheme (`//host/invoices/<id>`). Some servers write the whole URL. */
function isNameOf(name: string, url: string): boolean {
  if (!/^(?:https?:)?\/\//i.test(name) || !URL.canParse(name, url)) return false;
  return new URL(name, url).href === url;
}

/** Accepts payment pointers and URLs; other text does not identify a payee. */
function walletAddressOf({ policy }: HttpDeps, url: string, subject: string): string {
  try {
    if (subject.startsWith('$') || /^https?:\/\//i.test(subject)) return normaliseWalletAddress(subject, policy);
  } catch {
    // Throws below.
  }
  throw malformed(url, 'subject');
}

function malformed(url: string, what: string): TenderError {
  return new TenderError('malformed', { params: { host: hostOf(url), what } });
}
