import * as v from 'valibot';
import { amountSchema, type Amount } from '../money/amount.ts';
import type { BareClient } from './bare-client.ts';
import { parseReply } from './open-payments-client.ts';
import type { Login } from './wallet-pages.ts';
import type { WalletAddress } from './wire.ts';

const discoverySchema = v.object({
  issuer: v.string(),
  authorization_issuer: v.string(),
  invoice_quotes_endpoint: v.string(),
  invoice_payments_endpoint: v.string(),
  assets_supported: v.array(v.object({ code: v.string(), scale: v.number() })),
});
export type Discovery = v.InferOutput<typeof discoverySchema>;

const invoiceQuoteSchema = v.object({
  id: v.string(),
  walletAddress: v.string(),
  invoice: v.string(),
  debitAmount: amountSchema,
  receiveAmount: amountSchema,
  createdAt: v.string(),
  expiresAt: v.string(),
});
export type InvoiceQuote = v.InferOutput<typeof invoiceQuoteSchema>;

const invoicePaymentSchema = v.object({
  id: v.string(),
  walletAddress: v.string(),
  quoteId: v.string(),
  invoice: v.string(),
  state: v.picklist(['sending', 'completed', 'partial', 'failed']),
  debitAmount: amountSchema,
  receiveAmount: amountSchema,
  sentAmount: amountSchema,
  deliveredAmount: amountSchema,
  createdAt: v.string(),
  error: v.optional(v.string()),
});
export type InvoicePayment = v.InferOutput<typeof invoicePaymentSchema>;

/** The changeable parts of a payment request. */
export interface PaymentWish {
  readonly key: string;
  readonly invoice?: string;
  readonly maxDebit?: Amount;
  readonly receiveAmount?: Amount;
}

/** Pays invoices through the payer's own wallet, each request once and in order. */
export class InvoiceClient {
  readonly #client: BareClient;
  readonly #wallet: WalletAddress;

  constructor(client: BareClient, wallet: WalletAddress) {
    this.#client = client;
    this.#wallet = wallet;
  }

  async discover(): Promise<Discovery> {
    const url = `${new URL(this.#wallet.id).origin}/.well-known/open-payments`;
    return parseReply(discoverySchema, { method: 'GET', url }, await this.#client.fetch(url));
  }

  async quoteToken(): Promise<string> {
    const access = [{ type: 'invoice-quote', actions: ['create', 'read'] }];
    return (await this.#client.grant(this.#wallet.authServer, access)).access_token.value;
  }

  async quote(invoice: string): Promise<InvoiceQuote> {
    const { invoice_quotes_endpoint: url } = await this.discover();
    const body = { walletAddress: this.#wallet.id, invoice };
    return this.#client.call(invoiceQuoteSchema, { method: 'POST', url, token: await this.quoteToken(), body });
  }

  /** Gives consent to one invoice and a debit as the account's owner; returns the token. */
  async paymentToken(login: Login, limits: { invoice: string; debitAmount: Amount }): Promise<string> {
    const access = [{ type: 'invoice-payment', actions: ['create', 'read'], identifier: this.#wallet.id, limits }];
    return (await this.#client.consentedGrant(this.#wallet, login, access)).access_token.value;
  }

  /** Sends the payment request and returns the response. */
  async sendPayment(quote: InvoiceQuote, token: string, { key, ...changes }: PaymentWish): Promise<Response> {
    const { invoice_payments_endpoint: url } = await this.discover();
    const { id: quoteId, invoice, debitAmount: maxDebit, receiveAmount } = quote;
    const body = { walletAddress: this.#wallet.id, quoteId, invoice, maxDebit, receiveAmount, ...changes };
    return this.#client.send({ method: 'POST', url, token, idempotencyKey: key, body });
  }

  async pay(quote: InvoiceQuote, token: string, wish: PaymentWish): Promise<InvoicePayment> {
    const request = { method: 'POST', url: quote.invoice };
    return parseReply(invoicePaymentSchema, request, await this.sendPayment(quote, token, wish));
  }

  payment(url: string, token: string): Promise<InvoicePayment> {
    return this.#client.call(invoicePaymentSchema, { method: 'GET', url, token });
  }

  /** The payment with a key; undefined proves that there is none. */
  async find(key: string, token: string): Promise<InvoicePayment | undefined> {
    const { invoice_payments_endpoint: endpoint } = await this.discover();
    const url = `${endpoint}?idempotency-key=${encodeURIComponent(key)}`;
    const response = await this.#client.send({ method: 'GET', url, token });
    if (response.status === 404) return undefined;
    return (await parseReply(v.object({ payment: invoicePaymentSchema }), { method: 'GET', url }, response)).payment;
  }

  /** Reads a payment until it has ended. Throws if that takes too long. */
  async ended(url: string, token: string, deadlineMs = 120_000): Promise<InvoicePayment> {
    const deadline = Date.now() + deadlineMs;
    for (;;) {
      const payment = await this.payment(url, token);
      if (payment.state !== 'sending') return payment;
      if (Date.now() > deadline) throw new Error(`${url} is still on its way`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
