import * as v from 'valibot';
import { fromWire } from '../../payments/amount.ts';
import type { Amount } from '../../payments/amount.ts';

/**
 * What wallets send, as the Open Payments specification 1.3 has it, made lenient where servers in the field are (absent or null fields,
 * more fields than known) and strict where money or addresses are concerned.
 */

/** Any text of at most 2,048 characters. */
const shortText = v.pipe(v.string(), v.maxLength(2048));
// Names may be of any length and are cut when shown; the body's limit bounds them.
const name = v.nullish(v.string());
/** A URL, kept as it was written: policy is applied where it is used. */
export const urlText = v.pipe(
  shortText,
  v.check((text) => URL.canParse(text)),
);

/** A token goes into a header: visible ASCII only. */
export const tokenText = v.pipe(v.string(), v.maxLength(4096), v.regex(/^[\x21-\x7e]+$/));

/** An amount on the wire, read into smallest units. */
export const wireAmount = v.pipe(
  v.object({ value: v.string(), assetCode: v.string(), assetScale: v.number() }),
  v.rawTransform<{ value: string; assetCode: string; assetScale: number }, Amount>(({ dataset, addIssue, NEVER }) => {
    try {
      return fromWire(dataset.value);
    } catch {
      addIssue({ message: 'amount' });
      return NEVER;
    }
  }),
);

/** A date and time of RFC 3339, read into milliseconds since the epoch. */
export const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT/),
  v.transform((text) => Date.parse(text)),
  v.finite(),
);

export const walletAddressAnswer = v.object({
  id: urlText,
  publicName: name,
  assetCode: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}$/)),
  assetScale: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
  authServer: urlText,
  resourceServer: urlText,
});

/** An incoming payment as anybody may see it. */
export const publicIncomingPayment = v.object({
  authServer: urlText,
  receivedAmount: v.nullish(wireAmount),
});

/** An incoming payment in full. */
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
  // A URL by the specification; some servers write the bare id.
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

/** GET /outgoing-payment-grant: what the grant behind the token has spent. */
export const grantSpentAnswer = v.object({ spentDebitAmount: v.nullable(wireAmount), spentReceiveAmount: v.nullable(wireAmount) });

const continueAnswer = v.object({
  access_token: v.object({ value: tokenText }),
  uri: urlText,
  wait: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(600))),
});
export type ContinueAnswer = v.InferOutput<typeof continueAnswer>;

const accessTokenAnswer = v.object({
  value: tokenText,
  manage: urlText,
  expires_in: v.nullish(v.pipe(v.number(), v.minValue(0))),
  access: v.nullish(v.array(v.unknown()), []),
});
export type AccessTokenAnswer = v.InferOutput<typeof accessTokenAnswer>;

/** GNAP grant response (RFC 9635, section 3): a token, or where to send the person, or (while continuing) neither yet. */
export const grantAnswer = v.object({
  access_token: v.nullish(accessTokenAnswer),
  interact: v.nullish(v.object({ redirect: urlText, finish: v.pipe(shortText, v.minLength(1)) })),
  continue: v.nullish(continueAnswer),
});
export type GrantAnswer = v.InferOutput<typeof grantAnswer>;

/** GNAP token rotation (RFC 9635, section 6.1). */
export const rotationAnswer = v.object({ access_token: accessTokenAnswer });

/** A wallet address's key set; keys that are not ours may look like anything. */
export const jwksAnswer = v.object({ keys: v.array(v.unknown()) });
export const jwk = v.object({ kid: v.string(), x: v.string() });
