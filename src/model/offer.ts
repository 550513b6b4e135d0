import type { Amount, DecimalAmount } from './amount.ts';
import type { DisplayItem, Intent, RailRequest, Source } from './intent.ts';
import type { Payable } from './payable.ts';
import type { PayeeMemory } from './payees/payee-memory.ts';
import type { Payment } from './payment.ts';
import { orderTotal } from './payment.ts';
import type { Quote } from './quote.ts';
import { quotedFee } from './receipt.ts';

/** Who is paid and for what, as the payee's own server says it. */
export interface OfferedPayable extends Pick<Payable, 'url' | 'payee' | 'knowsPayer' | 'description' | 'isSubjectElsewhere'> {
  /** What was paid of it before, in the payee's asset; absent for nothing. */
  readonly receivedBefore?: Amount;
}

/** What it costs. */
export interface OfferedPrice extends Pick<Quote, 'walletId' | 'debit' | 'receive' | 'isDebitMost'> {
  /** In the payer's asset; only where the wallet's figures prove it. */
  readonly fee?: Amount;
}

/** What is known so far of what the user is asked to approve. */
export interface PartialOffer {
  readonly source: Source;
  readonly request: Pick<RailRequest, 'rail' | 'kind'>;
  /** The page's total, else what the payee says is due. */
  readonly total?: DecimalAmount;
  readonly items: readonly DisplayItem[];
  readonly payable?: OfferedPayable;
  readonly price?: OfferedPrice;
  readonly memory?: PayeeMemory;
}

/**
 * All that the user approves. The sheet's view and the digest are both made from it, so nothing that the sheet shows of a price is
 * outside the digest. The quote's id and expiry are not part of it: a new quote at the same price is the same offer.
 */
export interface Offer extends PartialOffer {
  readonly payable: OfferedPayable;
  readonly price: OfferedPrice;
  readonly memory: PayeeMemory;
}

type Facts = Pick<Payment, 'intent' | 'payable' | 'quote' | 'memory'>;

/** The offer of a payment as far as its facts are known. */
export function partialOfferOf(payment: Facts): PartialOffer {
  const { intent, payable, quote, memory } = payment;
  const total = orderTotal(payment);
  const { rail, kind } = intent.request;
  return {
    source: intent.source,
    request: { rail, kind },
    items: intent.items,
    ...(total ? { total } : {}),
    ...(payable ? { payable: offeredPayable(payable) } : {}),
    ...(quote ? { price: offeredPrice(quote) } : {}),
    ...(memory ? { memory } : {}),
  };
}

/** The offer of a priced payment. */
export function offerOf(intent: Intent, payable: Payable, quote: Quote, memory: PayeeMemory): Offer {
  return {
    ...partialOfferOf({ intent, payable, quote }),
    payable: offeredPayable(payable),
    price: offeredPrice(quote),
    memory,
  };
}

function offeredPayable({ url, payee, knowsPayer, description, isSubjectElsewhere, received }: Payable): OfferedPayable {
  return {
    url,
    ...(payee ? { payee } : {}),
    ...(knowsPayer ? { knowsPayer } : {}),
    ...(description === undefined ? {} : { description }),
    ...(isSubjectElsewhere ? { isSubjectElsewhere } : {}),
    ...(received.value > 0n ? { receivedBefore: received } : {}),
  };
}

function offeredPrice(quote: Quote): OfferedPrice {
  const { walletId, debit, receive, isDebitMost } = quote;
  const fee = quotedFee(quote);
  return { walletId, debit, receive, ...(isDebitMost ? { isDebitMost } : {}), ...(fee ? { fee } : {}) };
}
