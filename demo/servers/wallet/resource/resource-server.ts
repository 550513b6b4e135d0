import { Hono, type Context } from 'hono';
import type { RawRequest, ServerEnv } from '../../../http/raw-request.ts';
import { replyToError } from '../errors.ts';
import { checkedReply } from '../replies.ts';
import type { WalletContext } from '../wallet-context.ts';
import { completeIncomingPayment, createIncomingPayment, getIncomingPayment, listIncomingPayments } from './incoming-payments.ts';
import { createOutgoingPayment, getGrantSpent, getOutgoingPayment, listOutgoingPayments } from './outgoing-payments.ts';
import { createQuote, getQuote } from './quotes.ts';

type Work = (wallet: WalletContext, raw: RawRequest, id: string) => Promise<Response>;

const routes: readonly (readonly ['get' | 'post', string, Work])[] = [
  ['post', '/incoming-payments', createIncomingPayment],
  ['get', '/incoming-payments', listIncomingPayments],
  ['get', '/incoming-payments/{id}', getIncomingPayment],
  ['post', '/incoming-payments/{id}/complete', completeIncomingPayment],
  ['post', '/quotes', createQuote],
  ['get', '/quotes/{id}', getQuote],
  ['post', '/outgoing-payments', createOutgoingPayment],
  ['get', '/outgoing-payments', listOutgoingPayments],
  ['get', '/outgoing-payments/{id}', getOutgoingPayment],
  ['get', '/outgoing-payment-grant', getGrantSpent],
];

/** The resource server: incoming payments, quotes, outgoing payments. */
export function resourceServer(wallet: WalletContext): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  for (const [method, path, work] of routes) {
    app.on(method.toUpperCase(), path.replace('{id}', ':id'), async (c: Context<ServerEnv>) => {
      const { raw } = c.env;
      const reply = await work(wallet, raw, c.req.param('id') ?? '').catch(replyToError);
      return checkedReply(wallet, { spec: 'resource-server', path, method }, raw, reply);
    });
  }
  app.notFound(() => new Response('Not Found', { status: 404, headers: { 'content-type': 'text/plain' } }));
  return app;
}
