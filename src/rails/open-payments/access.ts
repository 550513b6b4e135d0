import * as v from 'valibot';
import type { Amount } from '../../payments/amount.ts';
import { sameAsset, toWire } from '../../payments/amount.ts';
import { sameResource, sameWalletAddress } from './urls.ts';
import { wireAmount } from './wire.ts';

/** The right that one payment needs: to make payments from `walletAddress` to `receiver`, of `debit` together. */
export interface PaymentAccess {
  readonly walletAddress: string;
  readonly receiver: string;
  readonly debit: Amount;
}

const ACTIONS = ['create', 'read'];

/** The access as a grant request states it (Open Payments, `access-outgoing`). */
export function toAccessRequest({ walletAddress, receiver, debit }: PaymentAccess): object {
  return { type: 'outgoing-payment', actions: ACTIONS, identifier: walletAddress, limits: { receiver, debitAmount: toWire(debit) } };
}

const grantedAccess = v.strictObject({
  type: v.literal('outgoing-payment'),
  actions: v.array(v.picklist(ACTIONS)),
  identifier: v.string(),
  // An interval makes the limit one per interval, which is wider; a field that we do not know may be wider, too.
  limits: v.strictObject({
    receiver: v.string(),
    debitAmount: wireAmount,
    receiveAmount: v.nullish(wireAmount),
    interval: v.nullish(v.never()),
  }),
});

/**
 * True when a returned access gives what was asked and no more: one item, the same wallet and receiver, no further actions, a debit limit
 * of at most the quote's in the same asset. A grant that allows more than the person saw on the sheet is given back.
 */
export function isWithin(granted: readonly unknown[], asked: PaymentAccess): boolean {
  if (granted.length !== 1) return false;
  const parsed = v.safeParse(grantedAccess, granted[0]);
  if (!parsed.success) return false;
  const { actions, identifier, limits } = parsed.output;
  return (
    actions.includes('create') &&
    sameWalletAddress(identifier, asked.walletAddress) &&
    sameResource(limits.receiver, asked.receiver) &&
    sameAsset(limits.debitAmount, asked.debit) &&
    limits.debitAmount.value <= asked.debit.value
  );
}
