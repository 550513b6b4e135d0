import type { Amount, DecimalAmount } from './amount.ts';
import type { DisplayItem, RailRequest, Source } from './intent.ts';
import type { Payable } from './payable.ts';
import type { PayeeMemory } from './payees/payee-memory.ts';
import type { Payment } from './payment.ts';
import { orderItems, orderTotal } from './payment.ts';
import type { Quote } from './quote.ts';
import { quotedFee } from './receipt.ts';

/** The payee and the payable, as the payee's server describes them. */
export interface OfferedPayable
  extends Pick<Payable, 'url' | 'payee' | 'knowsPayer' | 'description' | 'isSubjectElsewhere' | 'order' | 'returnUrls'> {
  /** Amount that was paid before, in the payee's asset; absent if it is 0. */
  readonly receivedBefore?: Amount;
}

/** What it costs. */
export interface OfferedPrice extends Pick<Quote, 'walletId' | 'debit' | 'receive' | 'isDebitMost'> {
  /** In the payer's asset; only if the wallet's amounts prove it. */
  readonly fee?: Amount;
}

/** The known part of the offer that the user is asked to approve. */
export interface PartialOffer {
  readonly source: Source;
  readonly request: Pick<RailRequest, 'rail' | 'kind'>;
  readonly isPractice?: true;
  /** The page's total, else the due amount at the payee. */
  readonly total?: DecimalAmount;
  readonly items: readonly DisplayItem[];
  readonly payable?: OfferedPayable;
  readonly price?: OfferedPrice;
  readonly memory?: PayeeMemory;
}

/**
 * Everything that the user approves. The sheet's view and the digest are both created from it, so the digest covers everything that the
 * sheet shows about the price. The quote's id and expiry are not part of it: a new quote with the same price is the same offer.
 */
export interface Offer extends PartialOffer {
  readonly payable: OfferedPayable;
  readonly price: OfferedPrice;
  readonly memory: PayeeMemory;
}

type Facts = Pick<Payment, 'intent' | 'isPractice' | 'payable' | 'quote' | 'memory'>;

/** The known part of a payment's offer. */
export function partialOfferOf(payment: Facts): PartialOffer {
  const { intent, isPractice, payable, quote, memory } = payment;
  const total = orderTotal(payment);
  const { rail, kind } = intent.request;
  return {
    source: intent.source,
    request: { rail, kind },
    items: orderItems(payment),
    ...(isPractice ? { isPractice } : {}),
    ...(total ? { total } : {}),
    ...(payable ? { payable: offeredPayable(payable) } : {}),
    ...(quote ? { price: offeredPrice(quote) } : {}),
    ...(memory ? { memory } : {}),
  };
}

/** The offer of a payment with a quote. */
export function offerOf(asked: Pick<Payment, 'intent' | 'isPractice'>, payable: Payable, quote: Quote, memory: PayeeMemory): Offer {
  return {
    ...partialOfferOf({ ...asked, payable, quote }),
    payable: offeredPayable(payable),
    price: offeredPrice(quote),
    memory,
  };
}

function offeredPayable(payable: Payable): OfferedPayable {
  const { url, payee, knowsPayer, description, isSubjectElsewhere, order, returnUrls, received } = payable;
  return {
    url,
    ...(payee ? { payee } : {}),
    ...(knowsPayer ? { knowsPayer } : {}),
    ...(description === undefined ? {} : { description }),
    ...(isSubjectElsewhere ? { isSubjectElsewhere } : {}),
    ...(order ? { order } : {}),
    ...(returnUrls ? { returnUrls } : {}),
    ...(received.value > 0n ? { receivedBefore: received } : {}),
  };
}

function offeredPrice(quote: Quote): OfferedPrice {
  const { walletId, debit, receive, isDebitMost } = quote;
  const fee = quotedFee(quote);
  return { walletId, debit, receive, ...(isDebitMost ? { isDebitMost } : {}), ...(fee ? { fee } : {}) };
}
