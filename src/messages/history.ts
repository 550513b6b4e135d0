/**
 * Between the options page's history and the worker, over one runtime port. The worker sends the newest part of the journal when the
 * port opens, further parts on request, and each payment again when it changes.
 */

import type { WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { PaymentState } from '../model/states.ts';
import type { EntryPoint } from '../model/intent.ts';
import type { PasskeyAssertion, PasskeyQuestion } from './passkey.ts';
import type { SheetItem } from './sheet.ts';

export const HISTORY_PORT = 'history';

export type HistoryState = PaymentState;

/** Where a part of the history ends. */
export interface HistoryCursor {
  readonly createdAt: number;
  readonly id: string;
}

export interface HistoryStep {
  readonly state: HistoryState;
  readonly at: number;
  readonly code?: ErrorCode;
}

/** A payment as the history shows it. Worked out from the journal each time; nothing of it is stored. */
export interface HistoryRow {
  readonly id: string;
  /** Of two rows of one payment the one with the higher revision is the later. */
  readonly revision: number;
  readonly createdAt: number;
  /** When it came to its end; absent while it has none. */
  readonly endedAt?: number;
  readonly state: HistoryState;
  readonly steps: readonly HistoryStep[];
  readonly failure?: { readonly code: ErrorCode; readonly params: ErrorParams };
  /** While its end is not known: from when on the checking may be stopped, in milliseconds since the epoch, or when it was. */
  readonly stoppableFrom?: number;
  readonly stoppedAt?: number;
  /** Over, with nothing left at a wallet: it may be deleted. */
  readonly isDeletable: boolean;
  /** The page that asked, or on which the user found it; absent for what comes from no page. */
  readonly shop?: { readonly host: string; readonly frameOf?: string };
  /** Set where no page asked: how the user came to it. */
  readonly via?: EntryPoint;
  /** Untrusted text: the name and the address. */
  readonly payee?: { readonly name?: string; readonly host: string; readonly verified: boolean; readonly walletAddress?: string };
  readonly total?: { readonly currency: string; readonly value: string };
  /** Untrusted text: the labels. */
  readonly items: readonly SheetItem[];
  /** SHA-256 in hex over items and total: see `model/order-hash.ts`. */
  readonly orderHash: string;
  /** The payer's wallet; its name only while it is linked. */
  readonly wallet?: { readonly address: string; readonly host: string; readonly name?: string };
  /** What left the payer's wallet; before it did, what would have. */
  readonly debit?: WireAmount;
  /** True where the debit is only the most that can have left. */
  readonly isDebitMost?: true;
  /** What was approved, where the wallet says that it took more; `warning` says it in words. */
  readonly approved?: WireAmount;
  readonly warning?: { readonly code: ErrorCode; readonly params: ErrorParams };
  /** What the payee's wallet says it received. */
  readonly received?: WireAmount;
  /** What the quote promised the payee. */
  readonly receive?: WireAmount;
  readonly fee?: WireAmount;
  /** URLs of the payment at the payee's and at the payer's wallet. */
  readonly incomingPayment?: string;
  readonly outgoingPayment?: string;
}

export type HistoryReply =
  /** The newest part, or the one behind `behind`. `next` is where the following one goes on; absent after the last. */
  | {
      readonly type: 'page';
      readonly rows: readonly HistoryRow[];
      readonly unreadable: number;
      readonly behind?: HistoryCursor;
      readonly next?: HistoryCursor;
    }
  | { readonly type: 'changed'; readonly row: HistoryRow }
  | { readonly type: 'deleted'; readonly paymentIds: readonly string[] }
  | { readonly type: 'report'; readonly paymentId: string; readonly text: string }
  /** Nothing is deleted before the command comes again with the passkey's answer to the question. */
  | { readonly type: 'passkey'; readonly command: DeleteCommand; readonly question: PasskeyQuestion }
  /** Nothing was deleted: the passkey's answer did not fit. */
  | { readonly type: 'refused' };

export type DeleteCommand =
  /** Forgets one payment that is over and released. */
  | { readonly type: 'delete'; readonly paymentId: string; readonly assertion?: PasskeyAssertion }
  /** Forgets every such payment that ended before this time, in milliseconds since the epoch. */
  | { readonly type: 'delete-before'; readonly time: number; readonly assertion?: PasskeyAssertion };

export type HistoryCommand =
  | { readonly type: 'more'; readonly behind: HistoryCursor }
  | DeleteCommand
  | { readonly type: 'report'; readonly paymentId: string }
  /** Reads both sides of a payment whose end is not known now. */
  | { readonly type: 'look'; readonly paymentId: string }
  /** The user wants no more checking of such a payment. */
  | { readonly type: 'stop-checking'; readonly paymentId: string };
