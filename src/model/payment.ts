import type { Amount, DecimalAmount } from './amount.ts';
import { toDecimal } from './amount.ts';
import type { ErrorCode, ErrorParams } from './errors.ts';
import type { Evidence } from './evidence.ts';
import { TenderError } from './errors.ts';
import type { DisplayItem, Intent } from './intent.ts';
import type { Payable } from './payable.ts';
import type { PayeeMemory } from './payees/payee-memory.ts';
import type { Permission } from './permission.ts';
import type { Quote } from './quote.ts';
import type { RailState } from './rail.ts';
import type { PaymentState } from './states.ts';
import { mayMove } from './states.ts';
import { displayItemsOf } from './signed-order.ts';

export interface Failure {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** The user's approval, bound to what the sheet showed. */
export interface Approval {
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The result as both sides report it. A failed payment has a receipt only with `paid-in-part`, if the wallet debited more than was
 * approved.
 */
export interface Receipt {
  readonly received: Amount;
  /** The amount that left the payer's account. Higher than the quote's debit if the wallet reports more: see `receipt.ts`. */
  readonly debit: Amount;
  /** True if the exact amount is unknown: then `debit` is a maximum. */
  readonly isDebitMost?: true;
  /** The sent amount before fees, in the payer's asset, if the wallet reports it. */
  readonly sent?: Amount;
  /** The sent amount of a single read, which may be partial: never shown. See `confirm-sent-amount.ts`. */
  readonly sentOpen?: Amount;
  /** URL of the payment at the payer's wallet. For the user only, never for a page. */
  readonly reference?: string;
  /** What proves it to others, where somebody has signed that. */
  readonly evidence?: readonly Evidence[];
  readonly at: number;
}

export interface Step {
  readonly state: PaymentState;
  readonly at: number;
  readonly code?: ErrorCode;
}

/**
 * One attempt at an intent, as the journal stores it. Loggable: id, state, history, failure's code. Secret: `rail`, `returnUrl`. Everything
 * else may be shown to the user only.
 */
export interface Payment {
  readonly id: string;
  /** The deduplication key: see `Rail.keyOf`. */
  readonly key: string;
  /** Counts writes. A write that is not based on the last revision is refused. */
  readonly revision: number;
  readonly state: PaymentState;
  readonly history: readonly Step[];
  readonly intent: Intent;
  /** Moves no money, as its rail says (`Rail.practice`): kept apart from real payments, so that nothing counts it. */
  readonly isPractice?: true;
  readonly walletId?: string;
  readonly payable?: Payable;
  readonly quote?: Quote;
  /** Set if a later quote cost more than one that the sheet showed. */
  readonly debitBefore?: Amount;
  /** What past payments say about this offer, as the sheet shows it. Stored because the digest covers it. */
  readonly memory?: PayeeMemory;
  /** The permission for which it waits in `asked` or `resolved`; its next request is sent only afterwards. */
  readonly awaits?: Permission;
  /** The wallet that the user allowed to contact for this payment, if that was necessary. */
  readonly contactAllowed?: string;
  /** Digest of what the sheet shows; the approval must contain it. */
  readonly digest?: string;
  readonly approval?: Approval;
  /** The allowance under which it is paid; absent if the wallet asks for consent to this payment. */
  readonly allowanceId?: string;
  /** Why the allowance under which it was approved did not pay it: then the wallet asks for consent. */
  readonly allowanceRefusal?: Failure;
  /** The finish redirect; stored until the consent is finished, so that it is not lost if the worker stops. */
  readonly returnUrl?: string;
  readonly failure?: Failure;
  readonly receipt?: Receipt;
  /** The rail's state. Absent after the payment is over and its grants are revoked. */
  readonly rail?: RailState;
  readonly createdAt: number;
  /** When the user or the page saw the result. A payment that is over and seen leaves the sheet. */
  readonly seenAt?: number;
  /** When the tab of a hosted checkout was returned to the shop, or was left alone because it showed another page: see `shop-return.ts`. */
  readonly returnedAt?: number;
  /**
   * When the user stopped the checking of a payment with an unknown result; without meaning after the result is known. See
   * `stop-checking.ts`.
   */
  readonly leftAt?: number;
}

/** The order's total for display: the given total, else the due amount at the payee. Undefined if neither is known. */
export function orderTotal({ intent, payable, quote }: Pick<Payment, 'intent' | 'payable' | 'quote'>): DecimalAmount | undefined {
  const due = payable?.due ?? quote?.receive;
  return intent.total ?? (due && { currency: due.assetCode, value: toDecimal(due) });
}

/** What is in the order: what its merchant signed, where there is such an order, else what the page lists. */
export function orderItems({ intent, payable }: Pick<Payment, 'intent' | 'payable'>): readonly DisplayItem[] {
  return payable?.order && payable.order.items.length > 0 ? displayItemsOf(payable.order) : intent.items;
}

type Dropped =
  | 'leftAt'
  | 'seenAt'
  | 'allowanceId'
  | 'returnUrl'
  | 'failure'
  | 'quote'
  | 'digest'
  | 'approval'
  | 'rail'
  | 'debitBefore'
  | 'walletId'
  | 'awaits'
  | 'payable';

/**
 * The changes of a write: fields in `set` are replaced (`rail` is merged, so that concurrent steps keep their own keys), fields in `drop`
 * are removed.
 */
export interface Change {
  readonly set?: Partial<Omit<Payment, 'id' | 'key' | 'revision' | 'state' | 'history'>>;
  readonly drop?: readonly Dropped[];
}

/** Changes fields of a payment without changing its state. */
export function changed(payment: Payment, { set = {}, drop = [] }: Change): Payment {
  const rail = set.rail ? { rail: { ...payment.rail, ...set.rail } } : {};
  const next: Payment = { ...payment, ...set, ...rail, revision: payment.revision + 1 };
  const kept = Object.entries(next).filter(([name]) => !(drop as readonly string[]).includes(name));
  return Object.fromEntries(kept) as unknown as Payment;
}

/**
 * Changes a payment's state.
 * @throws {TenderError} `internal` for a transition that the table does not allow, which is a defect.
 */
export function moved(payment: Payment, to: PaymentState, at: number, change: Change = {}): Payment {
  return movedAlong(payment, [to], at, change);
}

/** Like `moved`, through several states in one write: for steps between which nothing is done. */
export function movedAlong(payment: Payment, through: readonly PaymentState[], at: number, change: Change = {}): Payment {
  const code = change.set?.failure?.code;
  let { state } = payment;
  const history = [...payment.history];
  for (const to of through) {
    if (!mayMove(state, to)) throw new TenderError('internal', { params: { what: `no move ${state} → ${to}` } });
    history.push(code === undefined ? { state: to, at } : { state: to, at, code });
    state = to;
  }
  return { ...changed(payment, change), state, history };
}
