import * as v from 'valibot';
import type { Amount } from '../../model/amount.ts';
import { sameAsset, toWire } from '../../model/amount.ts';
import { sameResource, sameWalletAddress } from '../http/urls.ts';
import { wireAmount } from '../http/fields.ts';

/**
 * A right to pay from `walletAddress`: `debit` together, to one `receiver` (an incoming payment) or one `invoice` for a single payment, or
 * in each period of `interval` for an allowance.
 */
export interface PaymentAccess {
  readonly walletAddress: string;
  readonly debit: Amount;
  readonly receiver?: string;
  readonly invoice?: string;
  /** ISO 8601 repeating interval. */
  readonly interval?: string;
}

/** An allowance outlives its payments; the list of them is what proves that one was not made. */
function actionsOf({ interval }: PaymentAccess): readonly string[] {
  return interval === undefined ? ['create', 'read'] : ['create', 'read', 'list'];
}

const QUOTES = { type: 'quote', actions: ['create'] } as const;

/**
 * The access as a grant request states it (Open Payments, `access-outgoing`). An allowance asks for quotes along with the payments
 * (`access-quote`), so that one grant serves a purchase from its price to its end.
 */
export function toAccessRequest(access: PaymentAccess): readonly object[] {
  const payments = paymentAccess(access);
  return access.interval === undefined ? [payments] : [payments, QUOTES];
}

/** Invoices are paid by the wallet's issuer, under rights of its own. */
function typeOf({ invoice }: PaymentAccess): string {
  return invoice === undefined ? 'outgoing-payment' : 'invoice-payment';
}

function paymentAccess(access: PaymentAccess): object {
  const { walletAddress, receiver, invoice, interval, debit } = access;
  const limits = {
    ...(receiver === undefined ? {} : { receiver }),
    ...(invoice === undefined ? {} : { invoice }),
    ...(interval === undefined ? {} : { interval }),
    debitAmount: toWire(debit),
  };
  return { type: typeOf(access), actions: actionsOf(access), identifier: walletAddress, limits };
}

const grantedQuotes = v.strictObject({ type: v.literal('quote'), actions: v.array(v.literal('create')) });

const grantedAccess = v.strictObject({
  type: v.picklist(['outgoing-payment', 'invoice-payment']),
  actions: v.array(v.string()),
  identifier: v.string(),
  // A field that we do not know may make it wider.
  limits: v.strictObject({
    receiver: v.nullish(v.string()),
    invoice: v.nullish(v.string()),
    debitAmount: wireAmount,
    receiveAmount: v.nullish(wireAmount),
    interval: v.nullish(v.string()),
  }),
});

/** Splits a returned access into its right to ask for quotes, where one was asked for, and the rest. */
function split(granted: readonly unknown[], { interval }: Pick<PaymentAccess, 'interval'>): { quotes: boolean; rest: readonly unknown[] } {
  const rest = granted.filter((item) => interval === undefined || !v.is(grantedQuotes, item));
  return { quotes: rest.length < granted.length, rest };
}

/** Whether the grant that was asked for also gives quotes. */
export function grantsQuotes(granted: readonly unknown[], asked: PaymentAccess): boolean {
  return split(granted, asked).quotes;
}

/**
 * True when a returned access gives what was asked and no more: one right to pay, the same wallet and receiver, no further actions, a debit limit
 * of at most the quote's in the same asset. A grant that allows more than the user saw on the sheet is given back.
 */
export function isWithin(granted: readonly unknown[], asked: PaymentAccess): boolean {
  const { rest } = split(granted, asked);
  if (rest.length !== 1) return false;
  const parsed = v.safeParse(grantedAccess, rest[0]);
  if (!parsed.success) return false;
  const { type, actions, identifier, limits } = parsed.output;
  return (
    type === typeOf(asked) &&
    actions.includes('create') &&
    actions.every((action) => actionsOf(asked).includes(action)) &&
    sameWalletAddress(identifier, asked.walletAddress) &&
    isFor(limits.invoice, asked.invoice) &&
    isFor(limits.receiver, asked.receiver) &&
    sameInterval(limits.interval ?? undefined, asked.interval) &&
    sameAsset(limits.debitAmount, asked.debit) &&
    limits.debitAmount.value <= asked.debit.value
  );
}

/** Where a payee was asked for, it has to be the one that was granted. */
function isFor(granted: string | null | undefined, asked: string | undefined): boolean {
  return asked === undefined || (!!granted && sameResource(granted, asked));
}

/** The debit limit of a returned access that `isWithin` holds for: the wallet's owner may have lowered it there. */
export function grantedDebit(granted: readonly unknown[], asked: PaymentAccess): Amount | undefined {
  const parsed = v.safeParse(grantedAccess, split(granted, asked).rest[0]);
  return parsed.success ? parsed.output.limits.debitAmount : undefined;
}

/** Without an interval the limit holds once; another one, or one where none was asked for, is another right. Servers may write the same start otherwise. */
function sameInterval(granted: string | undefined, asked: string | undefined): boolean {
  if (granted === undefined || asked === undefined) return granted === asked;
  const [a, b] = [granted.split('/'), asked.split('/')];
  return a.length === 3 && a[0] === b[0] && a[2] === b[2] && Date.parse(a[1] ?? '') === Date.parse(b[1] ?? '');
}
