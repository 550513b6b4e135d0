import { currencyScales, unitsOf } from './decimal.ts';
import type { Directory, KnownParty } from './directory.ts';
import { OpenChargeError } from './error.ts';
import { isSignedObject } from './signature.ts';
import { nowSeconds, orderSchema, parsed, type Order, type SignedOrder } from './wire.ts';

/** How far a merchant's clock may be ahead. */
const TOLERANCE_SECONDS = 300;

/** An order that its merchant did sign and that can be paid now. */
export interface CheckedOrder {
  readonly order: Order;
  readonly merchant: KnownParty;
  /** The amount in the currency's smallest units. */
  readonly units: bigint;
}

/** Checks an order as a gateway must before it opens anything for it. */
export async function checkOrder(directory: Directory, signed: SignedOrder, merchantOcid: string): Promise<CheckedOrder> {
  const order = parsed(orderSchema, signed.order);
  if (order.ocid !== merchantOcid) throw new OpenChargeError('INVALID_REQUEST', `the order is of ${order.ocid}, not ${merchantOcid}`);
  const merchant = await merchantOf(directory, merchantOcid);
  const { signature } = signed;
  const isGenuine = await directory.verifies(merchantOcid, (publicKey) => isSignedObject(signed.order, signature, publicKey));
  if (!isGenuine) throw new OpenChargeError('INVALID_SIGNATURE', 'the order is not signed by its merchant', 400);
  checkTimes(order);
  return { order, merchant, units: payableUnits(order) };
}

/** The amount in smallest units. Throws where the demo's gateways cannot take it. */
export function payableUnits({ amount, currency }: Order): bigint {
  const scale = currencyScales[currency];
  if (scale === undefined) throw new OpenChargeError('CURRENCY_MISMATCH', `${currency} is not taken here`);
  const units = unitsOf(amount, scale);
  if (units === undefined || units === 0n) throw new OpenChargeError('AMOUNT_MISMATCH', `${amount} is no amount of ${currency}`);
  return units;
}

async function merchantOf(directory: Directory, ocid: string): Promise<KnownParty> {
  try {
    return await directory.lookUp(ocid);
  } catch (error) {
    if (!(error instanceof OpenChargeError) || error.code !== 'UNKNOWN_OCID') throw error;
    throw new OpenChargeError('MERCHANT_NOT_REGISTERED', `nobody is registered as ${ocid}`);
  }
}

function checkTimes({ createdAt, expiresAt }: Order): void {
  if (createdAt > nowSeconds() + TOLERANCE_SECONDS) throw new OpenChargeError('INVALID_REQUEST', 'the order is from the future');
  if (expiresAt <= nowSeconds()) throw new OpenChargeError('TRANSACTION_EXPIRED', 'the order has expired');
}
