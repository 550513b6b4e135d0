import * as v from 'valibot';
import { instant, urlText, wireAmount } from '../http/fields.ts';

/**
 * The wallets' responses as in Open Payments 1.3. Lenient if servers in use differ (absent, null or additional fields), strict for amounts
 * and URLs.
 */

// Names may have any length and are truncated for display. The size limit of the response bounds them.
const name = v.nullish(v.string());

export const walletAddressAnswer = v.object({
  id: urlText,
  publicName: name,
  assetCode: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}$/)),
  assetScale: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
  authServer: urlText,
  resourceServer: urlText,
});

export type WalletAddressAnswer = v.InferOutput<typeof walletAddressAnswer>;

/** The public fields of an incoming payment. */
export const publicIncomingPayment = v.object({
  authServer: urlText,
  receivedAmount: v.nullish(wireAmount),
});

/** All fields of an incoming payment. */
export const incomingPaymentAnswer = v.object({
  id: urlText,
  walletAddress: urlText,
  completed: v.nullish(v.boolean(), false),
  incomingAmount: v.nullish(wireAmount),
  receivedAmount: wireAmount,
  expiresAt: v.nullish(instant),
  methods: v.nullish(v.array(v.object({ type: v.string() }))),
});
export type IncomingPaymentAnswer = v.InferOutput<typeof incomingPaymentAnswer>;

export const quoteAnswer = v.object({
  id: urlText,
  walletAddress: urlText,
  receiver: urlText,
  receiveAmount: wireAmount,
  debitAmount: wireAmount,
  sentAmount: v.nullish(wireAmount),
  createdAt: v.nullish(instant),
  expiresAt: v.nullish(instant),
});
export type QuoteAnswer = v.InferOutput<typeof quoteAnswer>;

export const outgoingPaymentAnswer = v.object({
  id: urlText,
  walletAddress: urlText,
  // A URL by the specification; some servers write only the id.
  quoteId: v.nullish(v.pipe(v.string(), v.maxLength(2048))),
  failed: v.nullish(v.boolean(), false),
  receiver: urlText,
  debitAmount: wireAmount,
  receiveAmount: wireAmount,
  sentAmount: wireAmount,
});
export type OutgoingPaymentAnswer = v.InferOutput<typeof outgoingPaymentAnswer>;

export const outgoingPaymentList = v.object({
  result: v.array(outgoingPaymentAnswer),
  pagination: v.nullish(v.object({ hasNextPage: v.nullish(v.boolean(), false) })),
});

/** GET /outgoing-payment-grant: the amount spent under the token's grant. */
export const grantSpentAnswer = v.object({ spentDebitAmount: v.nullable(wireAmount), spentReceiveAmount: v.nullable(wireAmount) });

/** A wallet address's key set. Other clients' keys may have any form. */
export const jwksAnswer = v.object({ keys: v.array(v.unknown()) });
export const jwk = v.object({ kid: v.string(), x: v.string() });
