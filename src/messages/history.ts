/**
 * Messages between the options page's history and the worker, over one runtime port. The worker sends the first page of the journal when
 * the port opens, further pages on request, and each payment again when it changes.
 */

import type { WireAmount } from '../model/amount.ts';
import type { ErrorCode, ErrorParams } from '../model/errors.ts';
import type { Evidence } from '../model/evidence.ts';
import type { SignedOrder } from '../model/signed-order.ts';
import type { PaymentState } from '../model/states.ts';
import type { EntryPoint } from '../model/intent.ts';
import type { PasskeyAssertion, PasskeyQuestion } from './passkey.ts';
import type { SheetItem } from './sheet.ts';

export const HISTORY_PORT = 'history';

export type HistoryState = PaymentState;

/** The end of a page of the history. */
export interface HistoryCursor {
  readonly createdAt: number;
  readonly id: string;
}

export interface HistoryStep {
  readonly state: HistoryState;
  readonly at: number;
  readonly code?: ErrorCode;
}

/** A payment in the history. Computed from the journal each time, never stored. */
export interface HistoryRow {
  readonly id: string;
  /** The row with the higher revision is the later one. */
  readonly revision: number;
  readonly createdAt: number;
  /** When it ended; absent before that. */
  readonly endedAt?: number;
  readonly state: HistoryState;
  readonly steps: readonly HistoryStep[];
  readonly failure?: { readonly code: ErrorCode; readonly params: ErrorParams };
  /**
   * While the result is unknown: the time from which the checking may be stopped, or when it was stopped, in milliseconds since the epoch.
   */
  readonly stoppableFrom?: number;
  readonly stoppedAt?: number;
  /** Over, with its grants revoked: it may be deleted. */
  readonly isDeletable: boolean;
  /** The requesting page, or the page on which the user found it; absent without a page. */
  readonly shop?: { readonly host: string; readonly frameOf?: string };
  /** How the user found the payable, if no page requested the payment. */
  readonly via?: EntryPoint;
  /** Name and address are untrusted text. */
  readonly payee?: { readonly name?: string; readonly host: string; readonly verified: boolean; readonly walletAddress?: string };
  readonly total?: { readonly currency: string; readonly value: string };
  /** The labels are untrusted text. */
  readonly items: readonly SheetItem[];
  /** SHA-256 in hex over items and total: see `model/order-hash.ts`. */
  readonly orderHash: string;
  /** The payer's wallet; its name only while it is linked. */
  readonly wallet?: { readonly address: string; readonly host: string; readonly name?: string };
  /** The debit of the payer's wallet; before the payment, the expected one. */
  readonly debit?: WireAmount;
  /** True if the debit is only a maximum. */
  readonly isDebitMost?: true;
  /** The approved debit, if the wallet reports a higher one; `warning` has the explanation. */
  readonly approved?: WireAmount;
  readonly warning?: { readonly code: ErrorCode; readonly params: ErrorParams };
  /** The amount that the payee's wallet reports as received. */
  readonly received?: WireAmount;
  /** The quote's received amount. */
  readonly receive?: WireAmount;
  readonly fee?: WireAmount;
  /** URLs of the payment at the payee's and at the payer's wallet. */
  readonly incomingPayment?: string;
  readonly outgoingPayment?: string;
  /** Where the merchant signed the order. Untrusted text: the names and the id. */
  readonly signedOrder?: Pick<SignedOrder, 'id' | 'merchant' | 'gateway'>;
  /** What others have signed about it. */
  readonly evidence?: readonly Evidence[];
}

export type HistoryReply =
  /** The first page, or the one after `behind`. `next` is the cursor of the following page; absent after the last one. */
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
  /** Nothing is deleted until the command is repeated with the passkey's response to the challenge. */
  | { readonly type: 'passkey'; readonly command: DeleteCommand; readonly question: PasskeyQuestion }
  /** Nothing was deleted: the passkey's response was invalid. */
  | { readonly type: 'refused' };

export type DeleteCommand =
  /** Deletes one payment that is over and released. */
  | { readonly type: 'delete'; readonly paymentId: string; readonly assertion?: PasskeyAssertion }
  /** Deletes every such payment that ended before this time, in milliseconds since the epoch. */
  | { readonly type: 'delete-before'; readonly time: number; readonly assertion?: PasskeyAssertion };

export type HistoryCommand =
  | { readonly type: 'more'; readonly behind: HistoryCursor }
  | DeleteCommand
  | { readonly type: 'report'; readonly paymentId: string }
  /** Reconciles a payment with an unknown result. */
  | { readonly type: 'look'; readonly paymentId: string }
  /** Stops the checking of such a payment. */
  | { readonly type: 'stop-checking'; readonly paymentId: string };
