import * as v from 'valibot';
import type { DecimalAmount } from '../../model/amount.ts';
import { TenderError } from '../../model/errors.ts';
import type { OrderItem } from '../../model/signed-order.ts';
import { cleanText } from '../http/text.ts';
import { canonicalJson } from './canonical-json.ts';
import { currency, decimal, exactly, ocid, seconds } from './fields.ts';

/** A parsed order. */
export interface Order {
  /** The canonical JSON that was signed. */
  readonly text: string;
  readonly merchant: string;
  readonly id: string;
  readonly total: DecimalAmount;
  readonly items: readonly OrderItem[];
  readonly itemsDiffer: boolean;
  readonly memo?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** OCIDs of the issuers whose proofs the merchant accepts. */
  readonly accepts: readonly string[];
}

const MAX_TEXT = 32 * 1024;
const MAX_ITEMS = 500;
const MAX_ACCEPTS = 32;

const item = v.object({
  name: v.string(),
  quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000)),
  price: v.string(),
});

const order = v.object({
  ocid,
  id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
  amount: v.string(),
  currency,
  items: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(MAX_ITEMS), v.array(item)), []),
  memo: v.optional(v.string()),
  createdAt: seconds,
  expiresAt: seconds,
  accepts: v.pipe(v.array(ocid), v.maxLength(MAX_ACCEPTS)),
});

/**
 * Parses an order from a page or a payment gateway. Verifies neither its signature nor its expiry.
 * @throws {TenderError} `invalid-request` (params `what`), `malformed-amount`, `amount-too-fine`, `no-settlement` if `accepts` is empty.
 */
export function parseOrder(value: unknown): Order {
  const text = textOf(value);
  const parsed = v.safeParse(order, value);
  if (!parsed.success) throw invalid(v.getDotPath(parsed.issues[0]) ?? 'order');
  const { ocid: merchant, id, amount, currency: code, items, memo, createdAt, expiresAt, accepts } = parsed.output;
  if (accepts.length === 0) throw new TenderError('no-settlement');
  const total = sumOf(amount, code);
  if (exactly(amount) === 0n) throw malformedAmount(amount);
  const prices = items.map((one) => ({ label: cleanText(one.name), quantity: one.quantity, price: sumOf(one.price, code) }));
  const sum = prices.reduce((before, { quantity, price }) => before + BigInt(quantity) * exactly(price.value), 0n);
  return {
    text,
    merchant,
    id,
    total,
    items: prices,
    itemsDiffer: prices.length > 0 && sum !== exactly(amount),
    ...(memo === undefined ? {} : { memo: cleanText(memo) }),
    createdAt: createdAt * 1000,
    expiresAt: expiresAt * 1000,
    accepts,
  };
}

/** Parses a stored order. Throws as `parseOrder` does. */
export function readOrder(text: string): Order {
  return parseOrder(JSON.parse(text));
}

function textOf(value: unknown): string {
  try {
    const text = canonicalJson(value);
    if (text.length <= MAX_TEXT) return text;
  } catch {
    // Below.
  }
  throw invalid('order');
}

function sumOf(value: string, code: string): DecimalAmount {
  if (!v.is(decimal, value)) throw malformedAmount(value);
  const digits = decimalsOf(code);
  if (digits !== undefined && /[1-9]/.test(value.split('.')[1]?.slice(digits) ?? '')) {
    throw new TenderError('amount-too-fine', { params: { stated: value, scale: String(digits) } });
  }
  return { currency: code, value };
}

/** The decimals of an ISO 4217 currency. Absent for other codes: for these the payee's asset has the scale. */
function decimalsOf(code: string): number | undefined {
  if (code.length !== 3) return undefined;
  return new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits;
}

function malformedAmount(stated: string): TenderError {
  return new TenderError('malformed-amount', { params: { what: `decimal ${JSON.stringify(stated.slice(0, 40))}` } });
}

function invalid(what: string): TenderError {
  return new TenderError('invalid-request', { params: { what } });
}
