import * as v from 'valibot';

const text = v.string();

const amount = v.object({ value: v.bigint(), assetCode: text, assetScale: v.number() });

export const token = v.object({ value: text, manage: text, expiresAt: v.exactOptional(v.number()) });

/** How a grant goes on: where, with which token, and how long after the grant's making (milliseconds). */
export const continuation = v.object({ uri: text, token: text, wait: v.number() });
export type Continuation = v.InferOutput<typeof continuation>;

/** The right to pay at the payer's wallet, from its request to its token. */
export const grant = v.object({
  walletId: text,
  /** The grant endpoint as it was posted to. */
  endpoint: text,
  /** When the server's answer came, in milliseconds since the epoch. */
  createdAt: v.number(),
  access: v.object({
    walletAddress: text,
    debit: amount,
    receiver: v.exactOptional(text),
    invoice: v.exactOptional(text),
    interval: v.exactOptional(text),
  }),
  continuation: v.exactOptional(continuation),
  /** Absent where the wallet granted without asking the user. */
  interaction: v.exactOptional(v.object({ finishUri: text, nonce: text, serverNonce: text })),
  /** Written before it is used: a second use after a success means that the answer was lost. */
  interactRef: v.exactOptional(text),
  token: v.exactOptional(token),
  /** Written together with the token: the debit that the wallet granted. */
  limit: v.exactOptional(amount),
  /** Written together with the token: true when it may also ask for quotes. */
  quotes: v.exactOptional(v.boolean()),
  /** Written before the token is renewed, and dropped with the answer: a renewal that is refused then may have been made before. */
  isRenewing: v.exactOptional(v.literal(true)),
  /** Written together with the token: true when it may do more than was asked, and so is never used. */
  isWider: v.exactOptional(v.boolean()),
});
export type Grant = v.InferOutput<typeof grant>;
