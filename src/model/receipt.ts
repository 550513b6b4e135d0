import type { Amount } from './amount.ts';
import { amountOf, assetOf, sameAsset } from './amount.ts';
import type { CountedPayment } from './counted-payment.ts';
import type { Quote } from './quote.ts';

/** The amounts of a quote with which a wallet's later amounts are compared. */
type Quoted = Pick<Quote, 'receive' | 'sent'>;

/**
 * The fee within a debit, if `sent` can be the total sent amount before fees. A wallet may report 0 or a part for some time after the payee
 * has the whole amount, some permanently; and within one currency the received amount cannot exceed the sent one. Inconsistent amounts
 * prove no fee.
 */
export function feeOf(debit: Amount, sent: Amount | undefined, quoted: Quoted): Amount | undefined {
  if (!sent || !isAllSent(debit, sent, quoted)) return undefined;
  return amountOf(debit.value - sent.value, assetOf(debit));
}

/** Whether `sent` can be the total amount sent of `debit` to deliver the quoted amount. */
export function isAllSent(debit: Amount, sent: Amount, { receive, sent: quoted }: Quoted): boolean {
  if (sent.value <= 0n || !sameAsset(sent, debit) || sent.value > debit.value) return false;
  if (quoted && sameAsset(quoted, sent) && quoted.value <= debit.value && sent.value < quoted.value) return false;
  return sent.assetCode !== receive.assetCode || isEnough(sent, receive);
}

/** Whether the quote gives the sent amount, so that a single read distinguishes a part from the total. */
export function saysWhatIsSent({ debit, receive, sent }: Pick<Quote, 'debit' | 'receive' | 'sent'>): boolean {
  return receive.assetCode === debit.assetCode || (sent !== undefined && isAllSent(debit, sent, { receive }));
}

/** Both amounts are in one currency, possibly with different scales. */
function isEnough(sent: Amount, receive: Amount): boolean {
  return sent.value * 10n ** BigInt(receive.assetScale) >= receive.value * 10n ** BigInt(sent.assetScale);
}

/** The fee of the quote: the explicit one, else the difference within one asset. */
export function quotedFee({ debit, receive, sent }: Pick<Quote, 'debit' | 'receive' | 'sent'>): Amount | undefined {
  return feeOf(debit, sent, { receive }) ?? feeOf(debit, receive, { receive });
}

/** The approved amount, or the highest that the wallet reports as debited or sent. */
export function mostOf(approved: Amount, said: readonly Amount[]): Amount {
  return said.reduce((most, amount) => (sameAsset(amount, most) && amount.value > most.value ? amount : most), approved);
}

/** For the outcome of a partial payment: the debit that the payer's wallet reports, if it is higher than approved. */
export function excessOf(
  { quote }: { readonly quote: Pick<Quote, 'debit'> },
  received: Amount,
  ...said: readonly Amount[]
): { excess?: { received: Amount; debit: Amount } } {
  const debit = mostOf(quote.debit, said);
  return debit.value > quote.debit.value ? { excess: { received, debit } } : {};
}

/** The amount that a payment counts in every limit: the approved one, or the debit that the wallet reports if it is higher. */
export function countedDebit(payment: Pick<CountedPayment, 'quote' | 'receipt'>): Amount | undefined {
  return approvedDebit(payment) ? payment.receipt?.debit : payment.quote?.debit;
}

/** The approved debit, if the wallet reports a higher one. */
export function approvedDebit({ quote, receipt }: Pick<CountedPayment, 'quote' | 'receipt'>): Amount | undefined {
  if (!quote || !receipt || !sameAsset(quote.debit, receipt.debit)) return undefined;
  return receipt.debit.value > quote.debit.value ? quote.debit : undefined;
}
