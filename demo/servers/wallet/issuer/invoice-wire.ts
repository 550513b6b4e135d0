import * as v from 'valibot';
import type { IlpMethod } from '../../../client/wire.ts';

// The parts of invoices that the issuer reads. Unknown fields are ignored.

const units = v.pipe(
  v.union([v.pipe(v.number(), v.safeInteger(), v.minValue(0)), v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,19})$/))]),
  v.transform((value) => BigInt(value)),
);

/** The common fields of all generations. */
export const invoiceSchema = v.object({
  /** Without a scheme; absent in the first generation. */
  name: v.optional(v.string()),
  subject: v.pipe(v.string(), v.maxLength(1_000)),
  amount: v.pipe(units, v.minValue(1n)),
  received: units,
  asset: v.object({
    code: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}$/)),
    scale: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(18)),
  }),
  expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  description: v.optional(v.string()),
  status: v.optional(v.picklist(['pending', 'paid', 'expired'])),
});

/** An ILP address (IL-RFC 15). */
const ilpAddress = v.pipe(v.string(), v.maxLength(1_023), v.regex(/^(g|private|example|peer|self|test[1-3]?|local)(\.[A-Za-z0-9_~-]+)+$/));

/** 32 bytes in base64, in either alphabet, with or without padding; normalised to the wallets' format. */
const sharedSecret = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9+/_-]{43}=?$/),
  v.transform((text) => Buffer.from(text, 'base64').toString('base64url')),
);

/** Payment details with the first generation's names. */
export const seedDetailsSchema = v.pipe(
  v.object({ destination_address: ilpAddress, shared_secret: sharedSecret }),
  v.transform(({ destination_address, shared_secret }) => ({ ilpAddress: destination_address, sharedSecret: shared_secret })),
);

/** Payment details with the later generations' names. */
export const detailsSchema = v.object({ ilpAddress, sharedSecret });

export type PaymentDetails = Omit<IlpMethod, 'type'>;
