import { amountOf } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { Payable } from '../../model/payable.ts';
import type { HttpDeps } from '../http/deps.ts';
import { hostOf } from '../http/urls.ts';
import type { Invoice } from './read-invoice.ts';
import { readInvoice } from './read-invoice.ts';

/**
 * Reads the due amount of an invoice from the payee's server.
 * @throws {TenderError} `payable-unknown`, `payable-completed`, `payable-expired`, and the errors of `readInvoice`.
 */
export async function resolveInvoice(deps: HttpDeps, url: string, signal: AbortSignal): Promise<Payable> {
  const invoice = await readInvoice(deps, url, signal);
  checkOpen(invoice);
  const { subject, asset, amount, received, description, expiresAt } = invoice;
  return {
    url,
    payee: { walletAddress: subject, asset },
    due: amountOf(amount - received, asset),
    received: amountOf(received, asset),
    ...(description === undefined ? {} : { description }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(hostOf(subject) === hostOf(url) ? {} : { isSubjectElsewhere: true as const }),
  };
}

/** @throws {TenderError} if the invoice can no longer be paid. */
export function checkOpen({ url, status }: Invoice): void {
  if (status === 'pending') return;
  throw new TenderError(status === 'paid' ? 'payable-completed' : 'payable-expired', { params: { host: hostOf(url) } });
}
