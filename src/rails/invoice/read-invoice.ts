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

/** An invoice as its own server describes it. Amounts count the asset's smallest unit. */
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

/** The kind of JSON in which the later generations tell payment credentials along with the invoice. */
export const STREAM_JSON = 'application/ilp-stream+json';

/**
 * Reads an invoice, whatever its status.
 * @throws {TenderError} `payable-unknown`, `malformed` for an invoice that is not the one asked for or received more than its amount, and
 *   what `call` throws.
 */
export async function readInvoice(deps: HttpDeps, url: string, signal: AbortSignal): Promise<Invoice> {
  return await readInvoiceAs(deps, { url, signal }, invoiceAnswer, (answer, isGone) => toInvoice(deps, url, answer, isGone));
}

/** As `readInvoice`, by a wider schema: `read` takes from the answer what its caller wants of it. */
export async function readInvoiceAs<T, R>(
  deps: HttpDeps,
  request: Pick<HttpRequest, 'url' | 'signal' | 'accept'>,
  schema: v.GenericSchema<unknown, T>,
  read: (answer: T, isGone: boolean) => R,
): Promise<R> {
  let isGone = false;
  const onStatus = (status: number): void => void (isGone = status === 410);
  try {
    // An expired invoice is told with 410, and what it had received along with it.
    const answer = await call(deps, { method: 'GET', reads: [410], onStatus, ...request }, schema);
    return read(answer, isGone);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.facts.status === 404) throw new TenderError('payable-unknown', { params: thrown.params });
    throw thrown;
  }
}

/**
 * Holds an answer against the address that was asked for. Whether its time is over its server says: our clock may be hours off.
 * @param isGone the answer came with 410. @throws {TenderError} `malformed`.
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

/** A name has no scheme (`//host/invoices/<id>`); some servers write the whole URL. */
function isNameOf(name: string, url: string): boolean {
  if (!/^(?:https?:)?\/\//i.test(name) || !URL.canParse(name, url)) return false;
  return new URL(name, url).href === url;
}

/** Payment pointers and URLs; anything else identifies no payee. */
function walletAddressOf({ policy }: HttpDeps, url: string, subject: string): string {
  try {
    if (subject.startsWith('$') || /^https?:\/\//i.test(subject)) return normaliseWalletAddress(subject, policy);
  } catch {
    // Below.
  }
  throw malformed(url, 'subject');
}

function malformed(url: string, what: string): TenderError {
  return new TenderError('malformed', { params: { host: hostOf(url), what } });
}
