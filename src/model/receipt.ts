import type { Amount } from './amount.ts';
import { amountOf, assetOf, sameAsset } from './amount.ts';
import type { CountedPayment } from './counted-payment.ts';
import type { Quote } from './quote.ts';

/** What a quote says besides the debit: enough to hold a wallet's later figures against. */
type Quoted = Pick<Quote, 'receive' | 'sent'>;

/**
 * The fee within a debit, where `sent` can be all that was sent before fees. A wallet may answer 0 or a part for a while after the payee
 * has everything, some for good; and what arrived in one currency cannot be more than was sent. Figures that do not fit prove no fee.
 */
export function feeOf(debit: Amount, sent: Amount | undefined, quoted: Quoted): Amount | undefined {
  if (!sent || !isAllSent(debit, sent, quoted)) return undefined;
  return amountOf(debit.value - sent.value, assetOf(debit));
}

/** Whether `sent` can be all that was sent of `debit` to bring the payee what was quoted. */
export function isAllSent(debit: Amount, sent: Amount, { receive, sent: quoted }: Quoted): boolean {
  if (sent.value <= 0n || !sameAsset(sent, debit) || sent.value > debit.value) return false;
  if (quoted && sameAsset(quoted, sent) && quoted.value <= debit.value && sent.value < quoted.value) return false;
  return sent.assetCode !== receive.assetCode || isEnough(sent, receive);
}

/** Whether the quote itself says what has to be sent, so that a part is told from all of it by one reading. */
export function saysWhatIsSent({ debit, receive, sent }: Pick<Quote, 'debit' | 'receive' | 'sent'>): boolean {
  return receive.assetCode === debit.assetCode || (sent !== undefined && isAllSent(debit, sent, { receive }));
}

/** Both in one currency, perhaps counted in units of different size. */
function isEnough(sent: Amount, receive: Amount): boolean {
  return sent.value * 10n ** BigInt(receive.assetScale) >= receive.value * 10n ** BigInt(sent.assetScale);
}

/** The fee that the quote shows: what it says apart, else the difference within one asset. */
export function quotedFee({ debit, receive, sent }: Pick<Quote, 'debit' | 'receive' | 'sent'>): Amount | undefined {
  return feeOf(debit, sent, { receive }) ?? feeOf(debit, receive, { receive });
}

/** What was approved, or the most that a wallet says it takes or sends: it may not have kept to what was approved. */
export function mostOf(approved: Amount, said: readonly Amount[]): Amount {
  return said.reduce((most, amount) => (sameAsset(amount, most) && amount.value > most.value ? amount : most), approved);
}

/** For the outcome of a payment of which only a part arrived: the debit that the payer's wallet names, where it is more than was approved. */
export function excessOf(
  { quote }: { readonly quote: Pick<Quote, 'debit'> },
  received: Amount,
  ...said: readonly Amount[]
): { excess?: { received: Amount; debit: Amount } } {
  const debit = mostOf(quote.debit, said);
  return debit.value > quote.debit.value ? { excess: { received, debit } } : {};
}

/** What a payment counts for in every limit: what was approved, or what the wallet says that it took where that is more. */
export function countedDebit(payment: Pick<CountedPayment, 'quote' | 'receipt'>): Amount | undefined {
  return approvedDebit(payment) ? payment.receipt?.debit : payment.quote?.debit;
}

/** What was approved, where the wallet says that it took more than that. */
export function approvedDebit({ quote, receipt }: Pick<CountedPayment, 'quote' | 'receipt'>): Amount | undefined {
  if (!quote || !receipt || !sameAsset(quote.debit, receipt.debit)) return undefined;
  return receipt.debit.value > quote.debit.value ? quote.debit : undefined;
}
