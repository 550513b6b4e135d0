import * as v from 'valibot';
import type { Amount } from '../../model/amount.ts';
import { sameAsset, toWire } from '../../model/amount.ts';
import { sameResource, sameWalletAddress } from '../http/urls.ts';
import { wireAmount } from '../http/fields.ts';

/**
 * The access that a payment grant covers: at most `debit` from `walletAddress`. A grant for one payment is limited to one `receiver` (an
 * incoming payment) or one `invoice`. A grant for an allowance allows `debit` in each period of `interval`.
 */
export interface PaymentAccess {
  readonly walletAddress: string;
  readonly debit: Amount;
  readonly receiver?: string;
  readonly invoice?: string;
  /** ISO 8601 repeating interval. */
  readonly interval?: string;
}

/** An allowance grant covers several payments. The list of outgoing payments proves which of them were not made. */
function actionsOf({ interval }: PaymentAccess): readonly string[] {
  return interval === undefined ? ['create', 'read'] : ['create', 'read', 'list'];
}

const QUOTES = { type: 'quote', actions: ['create'] } as const;

/**
 * The `access` field of a grant request (Open Payments, `access-outgoing`). An allowance also requests access to quotes (`access-quote`),
 * so that one grant covers a purchase completely.
 */
export function toAccessRequest(access: PaymentAccess): readonly object[] {
  const payments = paymentAccess(access);
  return access.interval === undefined ? [payments] : [payments, QUOTES];
}

/** Invoices are paid by the wallet's issuer, which has its own access type. */
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
  // Strict: an unknown limit may make the access wider.
  limits: v.strictObject({
    receiver: v.nullish(v.string()),
    invoice: v.nullish(v.string()),
    debitAmount: wireAmount,
    receiveAmount: v.nullish(wireAmount),
    interval: v.nullish(v.string()),
  }),
});

/** Separates the access to quotes, if it was requested, from the rest of a granted access. */
function separateQuotes(
  granted: readonly unknown[],
  { interval }: Pick<PaymentAccess, 'interval'>,
): { quotes: boolean; rest: readonly unknown[] } {
  const rest = granted.filter((item) => interval === undefined || !v.is(grantedQuotes, item));
  return { quotes: rest.length < granted.length, rest };
}

/** Whether the granted access includes quotes. */
export function grantsQuotes(granted: readonly unknown[], requested: PaymentAccess): boolean {
  return separateQuotes(granted, requested).quotes;
}

/**
 * True when the granted access is what was requested, or less: one access to payments, the same wallet and receiver, no more actions, and a
 * debit limit of at most the quote's debit in the same asset. A grant that allows more than the sheet showed is revoked.
 */
export function isWithin(granted: readonly unknown[], requested: PaymentAccess): boolean {
  const { rest } = separateQuotes(granted, requested);
  if (rest.length !== 1) return false;
  const parsed = v.safeParse(grantedAccess, rest[0]);
  if (!parsed.success) return false;
  const { type, actions, identifier, limits } = parsed.output;
  return (
    type === typeOf(requested) &&
    actions.includes('create') &&
    actions.every((action) => actionsOf(requested).includes(action)) &&
    sameWalletAddress(identifier, requested.walletAddress) &&
    isForPayee(limits.invoice, requested.invoice) &&
    isForPayee(limits.receiver, requested.receiver) &&
    sameInterval(limits.interval ?? undefined, requested.interval) &&
    sameAsset(limits.debitAmount, requested.debit) &&
    limits.debitAmount.value <= requested.debit.value
  );
}

/** If a payee was requested, the granted payee must be the same. */
function isForPayee(granted: string | null | undefined, requested: string | undefined): boolean {
  return requested === undefined || (!!granted && sameResource(granted, requested));
}

/** The debit limit of a granted access for which `isWithin` is true. It may be lower than requested: wallets let their owners lower it. */
export function grantedDebit(granted: readonly unknown[], requested: PaymentAccess): Amount | undefined {
  const parsed = v.safeParse(grantedAccess, separateQuotes(granted, requested).rest[0]);
  return parsed.success ? parsed.output.limits.debitAmount : undefined;
}

/**
 * Without an interval the limit applies once. A missing, additional or different interval is a different access. Servers may write the same
 * start time in another format.
 */
function sameInterval(granted: string | undefined, requested: string | undefined): boolean {
  if (granted === undefined || requested === undefined) return granted === requested;
  const [a, b] = [granted.split('/'), requested.split('/')];
  return a.length === 3 && a[0] === b[0] && a[2] === b[2] && Date.parse(a[1] ?? '') === Date.parse(b[1] ?? '');
}
