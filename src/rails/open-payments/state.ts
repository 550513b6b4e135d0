import * as v from 'valibot';
import { TenderError } from '../../payments/errors.ts';
import type { RailState } from '../../payments/rail.ts';

/**
 * What the rail keeps for one payment. The journal lays saved states over each other by their top-level keys, so each step writes its own
 * key only. Secret: `receiver`, `grant`. Loggable: the rest.
 */

const text = v.string();

const amount = v.object({ value: v.bigint(), assetCode: text, assetScale: v.number() });

const token = v.object({ value: text, manage: text, expiresAt: v.exactOptional(v.number()) });

/** How a grant goes on: where, with which token, and how long after the grant's making (milliseconds). */
const continuation = v.object({ uri: text, token: text, wait: v.number() });
export type Continuation = v.InferOutput<typeof continuation>;

/** Who signed for a grant at the payee's wallet. */
const signer = v.variant('by', [
  v.object({ by: v.literal('throwaway'), keyId: text, privateKey: v.instance(CryptoKey) }),
  v.object({ by: v.literal('wallet'), walletId: text }),
]);
export type Signer = v.InferOutput<typeof signer>;

/** The right to read (and, where we made it, to create) at the payee's wallet. */
const receiver = v.object({
  authServer: text,
  token,
  continuation: v.exactOptional(continuation),
  signer,
});
export type Receiver = v.InferOutput<typeof receiver>;

/** The right to pay at the payer's wallet, from its request to its token. */
const grant = v.object({
  walletId: text,
  /** The grant endpoint as it was posted to. */
  endpoint: text,
  /** When the server's answer came, in milliseconds since the epoch. */
  createdAt: v.number(),
  access: v.object({ walletAddress: text, debit: amount, receiver: v.exactOptional(text), interval: v.exactOptional(text) }),
  continuation: v.exactOptional(continuation),
  /** Absent where the wallet granted without asking the person. */
  interaction: v.exactOptional(v.object({ finishUri: text, nonce: text, serverNonce: text })),
  /** Written before it is used: a second use after a success means that the answer was lost. */
  interactRef: v.exactOptional(text),
  token: v.exactOptional(token),
  /** Written together with the token: the debit that the wallet granted. */
  limit: v.exactOptional(amount),
  /** Written together with the token: true when it may also ask for quotes. */
  quotes: v.exactOptional(v.boolean()),
  /** Written together with the token: true when it may do more than was asked, and so is never used. */
  isWider: v.exactOptional(v.boolean()),
});
export type Grant = v.InferOutput<typeof grant>;

const state = v.object({
  receiver: v.exactOptional(receiver),
  /** The incoming payment that we made for a shop that named only its wallet address. */
  incomingPayment: v.exactOptional(text),
  grant: v.exactOptional(grant),
  /** The allowance whose grant pays, in place of one of the payment's own. */
  allowance: v.exactOptional(text),
  /** The wallet refused the quote when it was sent again: it may have been used the first time. */
  refusedRepeat: v.exactOptional(v.boolean()),
  /** URL of the outgoing payment, once its wallet has named it. */
  outgoing: v.exactOptional(text),
});
export type State = v.InferOutput<typeof state>;

/** Reads what the journal kept. @throws {TenderError} `internal` for what this rail did not write. */
export function readState(stored: RailState): State {
  const parsed = v.safeParse(state, stored);
  if (parsed.success) return parsed.output;
  throw new TenderError('internal', { params: { what: `state: ${v.getDotPath(parsed.issues[0]) ?? ''}` } });
}
