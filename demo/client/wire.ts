import * as v from 'valibot';
import { amountSchema } from '../money/amount.ts';

// The parts of Open Payments responses that the demo's own clients read. Unknown fields are ignored.

export const walletAddressSchema = v.object({
  id: v.string(),
  publicName: v.optional(v.string()),
  assetCode: v.string(),
  assetScale: v.number(),
  authServer: v.string(),
  resourceServer: v.string(),
});
export type WalletAddress = v.InferOutput<typeof walletAddressSchema>;

const continueSchema = v.object({
  access_token: v.object({ value: v.string() }),
  uri: v.string(),
  wait: v.optional(v.number()),
});

export const tokenSchema = v.object({
  value: v.string(),
  manage: v.string(),
  expires_in: v.optional(v.number()),
  access: v.array(v.looseObject({ type: v.string() })),
});
export type Token = v.InferOutput<typeof tokenSchema>;

export const grantSchema = v.object({ access_token: tokenSchema, continue: continueSchema });
export type Grant = v.InferOutput<typeof grantSchema>;

export const pendingGrantSchema = v.object({
  interact: v.object({ redirect: v.string(), finish: v.string() }),
  continue: continueSchema,
});
export type PendingGrant = v.InferOutput<typeof pendingGrantSchema>;

export const ilpMethodSchema = v.object({
  type: v.literal('ilp'),
  ilpAddress: v.string(),
  sharedSecret: v.string(),
});
export type IlpMethod = v.InferOutput<typeof ilpMethodSchema>;

export const incomingPaymentSchema = v.object({
  id: v.string(),
  walletAddress: v.string(),
  completed: v.boolean(),
  incomingAmount: v.optional(amountSchema),
  receivedAmount: amountSchema,
  expiresAt: v.optional(v.string()),
  metadata: v.optional(v.record(v.string(), v.unknown())),
  createdAt: v.string(),
  methods: v.optional(v.array(ilpMethodSchema)),
});
export type IncomingPayment = v.InferOutput<typeof incomingPaymentSchema>;

export const publicIncomingPaymentSchema = v.object({
  authServer: v.string(),
  receivedAmount: v.optional(amountSchema),
});

export const quoteSchema = v.object({
  id: v.string(),
  walletAddress: v.string(),
  receiver: v.string(),
  debitAmount: amountSchema,
  receiveAmount: amountSchema,
  expiresAt: v.optional(v.string()),
});
export type Quote = v.InferOutput<typeof quoteSchema>;

export const outgoingPaymentSchema = v.object({
  id: v.string(),
  receiver: v.string(),
  failed: v.optional(v.boolean()),
  debitAmount: amountSchema,
  receiveAmount: amountSchema,
  sentAmount: amountSchema,
});
export type OutgoingPayment = v.InferOutput<typeof outgoingPaymentSchema>;
