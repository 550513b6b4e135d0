import { metadataFaults } from '../../opencharge/party-app.ts';

/** What the payment gateway may do wrong, beside what any party may. */
export const paymentGatewayFaults = [
  ...metadataFaults,
  /** It opens sessions for orders that it did not check: their signature, time and ways to settle. */
  'order-unchecked',
  /** The session shows another amount than the merchant signed. */
  'session-other-amount',
  /** The session's way back leads to `to`. */
  'urls-retargeted',
  /** The session says completed, and there is a proof signed by the gateway, whatever its incoming payment says. */
  'completes-unpaid',
  /** It neither reads its incoming payments nor settles them. */
  'session-stalls',
  /** A completed session has no proof yet. */
  'proof-late',
  /** The proof is of another order, payee, issuer (one that the order does not accept), amount or currency, or from before the session. */
  'proof-other-order',
  'proof-other-payee',
  'proof-other-issuer',
  'proof-other-amount',
  'proof-other-currency',
  'proof-too-early',
  /** The proof's signature is by another key, over the sample code's lossy JSON, with a high s, or with the wrong v. */
  'proof-other-key',
  'proof-naive-json',
  'proof-high-s',
  'proof-wrong-v',
  /** The hosted page may be framed. */
  'page-frameable',
] as const;
export type PaymentGatewayFault = (typeof paymentGatewayFaults)[number];
