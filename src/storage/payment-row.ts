import * as v from 'valibot';
import { isErrorCode } from '../payments/errors.ts';
import type { Payment } from '../payments/payment.ts';
import { STATES } from '../payments/states.ts';

const amount = v.object({ value: v.bigint(), assetCode: v.string(), assetScale: v.number() });
const asset = v.object({ code: v.string(), scale: v.number() });
const decimal = v.object({ currency: v.string(), value: v.string() });
const code = v.custom<Parameters<typeof isErrorCode>[0] & NonNullable<Payment['failure']>['code']>((text) => typeof text === 'string' && isErrorCode(text));
const state = v.picklist(STATES);

const intent = v.object({
  requestId: v.string(),
  source: v.object({ origin: v.string(), topOrigin: v.string(), tabId: v.number(), frameId: v.number(), documentId: v.string() }),
  methodName: v.string(),
  request: v.object({ rail: v.string(), kind: v.string(), target: v.string() }),
  total: decimal,
  items: v.array(v.object({ label: v.string(), amount: decimal, pending: v.exactOptional(v.boolean()) })),
  pending: v.boolean(),
});

const payable = v.object({
  url: v.string(),
  payee: v.exactOptional(v.object({ walletAddress: v.string(), publicName: v.exactOptional(v.string()), asset })),
  due: v.exactOptional(amount),
  received: amount,
  expiresAt: v.exactOptional(v.number()),
});

const quote = v.object({
  id: v.string(),
  walletId: v.string(),
  debit: amount,
  receive: amount,
  sent: v.exactOptional(amount),
  expiresAt: v.number(),
});

/** A payment as it is stored. What a version does not know it drops; what is missing or of another type makes the row unreadable. */
export const paymentRow = v.object({
  id: v.string(),
  key: v.string(),
  revision: v.number(),
  state,
  history: v.array(v.object({ state, at: v.number(), code: v.exactOptional(code) })),
  intent,
  walletId: v.exactOptional(v.string()),
  payable: v.exactOptional(payable),
  quote: v.exactOptional(quote),
  debitBefore: v.exactOptional(amount),
  digest: v.exactOptional(v.string()),
  approval: v.exactOptional(v.object({ digest: v.string(), at: v.number() })),
  returnUrl: v.exactOptional(v.string()),
  failure: v.exactOptional(v.object({ code, params: v.record(v.string(), v.string()) })),
  receipt: v.exactOptional(
    v.object({ received: amount, debit: amount, sent: v.exactOptional(amount), reference: v.exactOptional(v.string()), at: v.number() }),
  ),
  rail: v.exactOptional(v.record(v.string(), v.unknown())),
  createdAt: v.number(),
  seenAt: v.exactOptional(v.number()),
});
