import * as v from 'valibot';

const text = v.string();

const amount = v.object({ value: v.bigint(), assetCode: text, assetScale: v.number() });

export const token = v.object({ value: text, manage: text, expiresAt: v.exactOptional(v.number()) });

/** The continuation of a grant request. `wait` is counted in milliseconds from `Grant.createdAt`. */
export const continuation = v.object({ uri: text, token: text, wait: v.number() });
export type Continuation = v.InferOutput<typeof continuation>;

/** A grant at the payer's wallet, from its request to its access token. */
export const grant = v.object({
  walletId: text,
  /** The grant endpoint exactly as it was requested. */
  endpoint: text,
  /** Time of the server's response, in milliseconds since the epoch. */
  createdAt: v.number(),
  access: v.object({
    walletAddress: text,
    debit: amount,
    receiver: v.exactOptional(text),
    invoice: v.exactOptional(text),
    interval: v.exactOptional(text),
  }),
  continuation: v.exactOptional(continuation),
  /** Absent if the wallet issued the grant without an interaction. */
  interaction: v.exactOptional(v.object({ finishUri: text, nonce: text, serverNonce: text })),
  /** Written before its use: if a second use is refused, the first answer was lost. */
  interactRef: v.exactOptional(text),
  token: v.exactOptional(token),
  /** The granted debit limit. Written together with the token. */
  limit: v.exactOptional(amount),
  /** True if the grant also covers quotes. Written together with the token. */
  quotes: v.exactOptional(v.boolean()),
  /** Written before the token is rotated and removed with the answer. While it is set, a refused rotation may have succeeded before. */
  isRenewing: v.exactOptional(v.literal(true)),
  /** True if the grant covers more than was requested and is never used. Written together with the token. */
  isWider: v.exactOptional(v.boolean()),
});
export type Grant = v.InferOutput<typeof grant>;
