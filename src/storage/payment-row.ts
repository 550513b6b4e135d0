import * as v from 'valibot';
import type { ErrorCode } from '../model/errors.ts';
import { isErrorCode } from '../model/errors.ts';
import type { PaidBefore } from '../model/payees/payee-memory.ts';
import { paidBefore } from '../model/payees/payee-memory.ts';
import { ENTRY_POINTS } from '../model/intent.ts';
import type { CountedPayment } from '../model/counted-payment.ts';
import type { DeletedPayment } from '../model/deleted-payment.ts';
import type { Payment } from '../model/payment.ts';
import { rowSchema } from './row-schema.ts';
import { STATES } from '../model/states.ts';

export const amount = v.object({ value: v.bigint(), assetCode: v.string(), assetScale: v.number() });
const asset = v.object({ code: v.string(), scale: v.number() });
const decimal = v.object({ currency: v.string(), value: v.string() });
const code = v.custom<ErrorCode>((text) => typeof text === 'string' && isErrorCode(text));
const state = v.picklist(STATES);
export const failure = v.object({ code, params: v.record(v.string(), v.string()) });

const source = v.variant('kind', [
  v.object({
    kind: v.literal('page'),
    origin: v.string(),
    topOrigin: v.string(),
    tabId: v.number(),
    frameId: v.number(),
    documentId: v.string(),
  }),
  v.object({
    kind: v.literal('user'),
    via: v.picklist(ENTRY_POINTS),
    origin: v.exactOptional(v.string()),
    tabId: v.exactOptional(v.number()),
  }),
]);

/** Rows of earlier versions do not name the kind of their source: only a user's has `via`. */
function withKind(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || 'kind' in row) return row;
  return { ...row, kind: 'via' in row ? 'user' : 'page' };
}

const intent = v.object({
  requestId: v.string(),
  source: v.pipe(v.unknown(), v.transform(withKind), source),
  methodName: v.exactOptional(v.string()),
  request: v.object({
    rail: v.string(),
    kind: v.string(),
    target: v.string(),
    details: v.exactOptional(v.record(v.string(), v.string())),
  }),
  total: v.exactOptional(decimal),
  items: v.array(v.object({ label: v.string(), amount: decimal, pending: v.exactOptional(v.boolean()) })),
  pending: v.boolean(),
});

const party = v.object({ id: v.string(), name: v.string(), host: v.string() });
const signedOrder = v.object({
  id: v.string(),
  merchant: party,
  gateway: party,
  total: decimal,
  items: v.array(v.object({ label: v.string(), quantity: v.number(), price: decimal })),
  itemsDiffer: v.exactOptional(v.literal(true)),
  memo: v.exactOptional(v.string()),
  expiresAt: v.number(),
});

export const evidence = v.object({
  kind: v.picklist(['signed-order', 'signed-proof']),
  format: v.literal('opencharge-0.1'),
  statement: v.string(),
  signature: v.string(),
  signer: v.object({ id: v.string(), name: v.string(), publicKey: v.string() }),
  reference: v.string(),
});

const payable = v.object({
  url: v.string(),
  payee: v.exactOptional(v.object({ walletAddress: v.string(), publicName: v.exactOptional(v.string()), asset })),
  knowsPayer: v.exactOptional(v.literal(true)),
  description: v.exactOptional(v.string()),
  isSubjectElsewhere: v.exactOptional(v.literal(true)),
  order: v.exactOptional(signedOrder),
  returnUrls: v.exactOptional(v.object({ success: v.string(), cancel: v.string() })),
  due: v.exactOptional(amount),
  received: amount,
  expiresAt: v.exactOptional(v.number()),
});

const quote = v.object({
  id: v.string(),
  walletId: v.string(),
  debit: amount,
  isDebitMost: v.exactOptional(v.literal(true)),
  receive: amount,
  sent: v.exactOptional(amount),
  expiresAt: v.number(),
  clockAhead: v.exactOptional(v.number()),
});

const lookalike = v.object({
  why: v.picklist(['confusable', 'near', 'other-ending', 'inside', 'mixed-scripts']),
  like: v.exactOptional(v.string()),
});

const memory = v.object({
  verdict: v.variant('kind', [
    v.object({ kind: v.literal('first') }),
    v.object({ kind: v.literal('known'), times: v.number(), lastAt: v.number() }),
    v.object({ kind: v.literal('changed'), before: v.string(), lastAt: v.number() }),
  ]),
  shopLike: v.exactOptional(lookalike),
  payeeLike: v.exactOptional(lookalike),
});

const permission = v.variant('kind', [
  v.object({ kind: v.literal('payee-identity'), payee: v.string(), server: v.string(), walletId: v.string() }),
  v.object({ kind: v.literal('wallet-contact'), walletId: v.string() }),
]);

/** The part of a completed payment that the payee memory reads. */
export const paidRow = v.pipe(
  v.object({
    state: v.literal('completed'),
    intent: v.object({ source: v.object({ origin: v.exactOptional(v.string()) }) }),
    payable: v.object({ url: v.string(), payee: v.exactOptional(v.object({ walletAddress: v.string() })) }),
    receipt: v.exactOptional(v.object({ at: v.number() })),
  }),
  v.transform((row): PaidBefore => paidBefore(row)),
);

/** What is stored of a deleted payment: see `DeletedPayment`. */
export const deletedRow = rowSchema<DeletedPayment>()(
  v.object({
    id: v.string(),
    key: v.string(),
    state,
    deletedAt: v.number(),
  }),
);

/** What limits count of a payment; versions up to 4 kept it of deleted ones in the rows of those. */
export const countedRow = rowSchema<CountedPayment>()(
  v.object({
    id: v.string(),
    state,
    failure: v.exactOptional(v.object({ code })),
    approval: v.exactOptional(v.object({ at: v.number() })),
    quote: v.exactOptional(v.object({ debit: amount })),
    receipt: v.exactOptional(v.object({ debit: amount })),
    allowanceId: v.exactOptional(v.string()),
    intent: v.object({ source: v.object({ origin: v.exactOptional(v.string()) }) }),
  }),
);

/** A stored payment. Unknown fields are removed. A missing field or one of another type makes the row unreadable. */
export const paymentRow = rowSchema<Payment>()(
  v.object({
    id: v.string(),
    key: v.string(),
    revision: v.number(),
    state,
    history: v.array(v.object({ state, at: v.number(), code: v.exactOptional(code) })),
    intent,
    isPractice: v.exactOptional(v.literal(true)),
    walletId: v.exactOptional(v.string()),
    payable: v.exactOptional(payable),
    quote: v.exactOptional(quote),
    debitBefore: v.exactOptional(amount),
    memory: v.exactOptional(memory),
    awaits: v.exactOptional(permission),
    contactAllowed: v.exactOptional(v.string()),
    digest: v.exactOptional(v.string()),
    approval: v.exactOptional(v.object({ digest: v.string(), at: v.number() })),
    allowanceId: v.exactOptional(v.string()),
    allowanceRefusal: v.exactOptional(failure),
    returnUrl: v.exactOptional(v.string()),
    failure: v.exactOptional(failure),
    receipt: v.exactOptional(
      v.object({
        received: amount,
        debit: amount,
        isDebitMost: v.exactOptional(v.literal(true)),
        sent: v.exactOptional(amount),
        sentOpen: v.exactOptional(amount),
        reference: v.exactOptional(v.string()),
        evidence: v.exactOptional(v.array(evidence)),
        at: v.number(),
      }),
    ),
    rail: v.exactOptional(v.record(v.string(), v.unknown())),
    createdAt: v.number(),
    seenAt: v.exactOptional(v.number()),
    returnedAt: v.exactOptional(v.number()),
    leftAt: v.exactOptional(v.number()),
  }),
);
