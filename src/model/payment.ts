import type { Amount, DecimalAmount } from './amount.ts';
import { toDecimal } from './amount.ts';
import type { ErrorCode, ErrorParams } from './errors.ts';
import { TenderError } from './errors.ts';
import type { Intent } from './intent.ts';
import type { Payable } from './payable.ts';
import type { PayeeMemory } from './payees/payee-memory.ts';
import type { Permission } from './permission.ts';
import type { Quote } from './quote.ts';
import type { RailState } from './rail.ts';
import type { PaymentState } from './states.ts';
import { mayMove } from './states.ts';

export interface Failure {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** The user's yes, bound to what the sheet showed. */
export interface Approval {
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What both sides say happened. A payment that failed has one only with `paid-in-part`, where the wallet debited more than was approved. */
export interface Receipt {
  readonly received: Amount;
  /** What left the payer's account. More than the quote's debit where the wallet says that it took more: see `receipt.ts`. */
  readonly debit: Amount;
  /** True where nobody knows how much left: `debit` is then the most that can have. */
  readonly isDebitMost?: true;
  /** What was sent before fees, in the payer's asset, where the wallet says so. */
  readonly sent?: Amount;
  /** What one reading said was sent, which may be a part yet: never shown. See `confirm-sent-amount.ts`. */
  readonly sentOpen?: Amount;
  /** URL of the payment at the payer's wallet. For the user only; never told to a page. */
  readonly reference?: string;
  readonly at: number;
}

export interface Step {
  readonly state: PaymentState;
  readonly at: number;
  readonly code?: ErrorCode;
}

/**
 * One attempt at an intent, as the journal keeps it.
 * Loggable: id, state, history, failure's code. Secret: `rail`, `returnUrl`. Everything else may be shown to the user only.
 */
export interface Payment {
  readonly id: string;
  /** One key, one payment: see `Rail.keyOf`. */
  readonly key: string;
  /** Counts writes; a write that does not build on the last one is refused. */
  readonly revision: number;
  readonly state: PaymentState;
  readonly history: readonly Step[];
  readonly intent: Intent;
  readonly walletId?: string;
  readonly payable?: Payable;
  readonly quote?: Quote;
  /** Set when a later quote cost more than one that the sheet showed. */
  readonly debitBefore?: Amount;
  /** What past payments say about this offer, as the sheet shows it; kept because the digest is made of it. */
  readonly memory?: PayeeMemory;
  /** The press that it waits for while it is `asked` or `resolved`; its next request leaves only after that. */
  readonly awaits?: Permission;
  /** The wallet that the user allowed to contact for this payment, where they were asked. */
  readonly contactAllowed?: string;
  /** Digest of what the sheet shows; the approval must name it. */
  readonly digest?: string;
  readonly approval?: Approval;
  /** The allowance under which it is paid; absent where the wallet is asked for this payment alone. */
  readonly allowanceId?: string;
  /** Why the allowance under which it was approved did not pay it: the wallet asks for it alone then. */
  readonly allowanceRefusal?: Failure;
  /** Where the wallet sent the user back; kept until the consent is finished, so that a death in between loses nothing. */
  readonly returnUrl?: string;
  readonly failure?: Failure;
  readonly receipt?: Receipt;
  /** What the rail keeps. Absent once the payment is over and its grants are given back. */
  readonly rail?: RailState;
  readonly createdAt: number;
  /** When the user or the page saw the end; a payment that is over and seen leaves the sheet. */
  readonly seenAt?: number;
  /** When the user stopped the checking of a payment whose end is not known; means nothing once it is known. See `stop-checking.ts`. */
  readonly leftAt?: number;
}

/** What the order is about, as it is told to people: the stated total, else what the payee says is due. Absent while nobody has said it. */
export function orderTotal({ intent, payable, quote }: Pick<Payment, 'intent' | 'payable' | 'quote'>): DecimalAmount | undefined {
  const due = payable?.due ?? quote?.receive;
  return intent.total ?? (due && { currency: due.assetCode, value: toDecimal(due) });
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

/** What a write changes: fields in `set` are replaced (`rail` is laid over, so that steps that run side by side keep their own keys), fields in `drop` removed. */
export interface Change {
  readonly set?: Partial<Omit<Payment, 'id' | 'key' | 'revision' | 'state' | 'history'>>;
  readonly drop?: readonly Dropped[];
}

/** The payment with some facts changed and its state kept. */
export function changed(payment: Payment, { set = {}, drop = [] }: Change): Payment {
  const rail = set.rail ? { rail: { ...payment.rail, ...set.rail } } : {};
  const next: Payment = { ...payment, ...set, ...rail, revision: payment.revision + 1 };
  const kept = Object.entries(next).filter(([name]) => !(drop as readonly string[]).includes(name));
  return Object.fromEntries(kept) as unknown as Payment;
}

/**
 * The payment moved to another state.
 * @throws {TenderError} `internal` for a move that the table does not know: a defect, never a user's or a server's doing.
 */
export function moved(payment: Payment, to: PaymentState, at: number, change: Change = {}): Payment {
  return movedAlong(payment, [to], at, change);
}

/** As `moved`, through several states in one write: for steps between which nothing is done. */
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
