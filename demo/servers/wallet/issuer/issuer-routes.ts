import { Hono, type Context } from 'hono';
import type { RawRequest, ServerEnv } from '../../../http/raw-request.ts';
import { replyToError } from '../errors.ts';
import type { WalletContext } from '../wallet-context.ts';
import { createInvoicePayment } from './create-invoice-payment.ts';
import { createInvoiceQuote, getInvoiceQuote } from './invoice-quotes.ts';
import { findInvoicePayment, getInvoicePayment } from './read-invoice-payments.ts';

type Work = (wallet: WalletContext, raw: RawRequest, id: string) => Promise<Response>;

const routes: readonly (readonly ['GET' | 'POST', string, Work])[] = [
  ['POST', '/invoice-quotes', createInvoiceQuote],
  ['GET', '/invoice-quotes/:id', getInvoiceQuote],
  ['POST', '/invoice-payments', createInvoicePayment],
  ['GET', '/invoice-payments', findInvoicePayment],
  ['GET', '/invoice-payments/:id', getInvoicePayment],
];

/** The issuer: pays invoices for its account holders. */
export function issuerRoutes(wallet: WalletContext): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  for (const [method, path, work] of routes) {
    app.on(method, path, (c: Context<ServerEnv>) => work(wallet, c.env.raw, c.req.param('id') ?? '').catch(replyToError));
  }
  return app;
}
