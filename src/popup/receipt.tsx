import type { SheetPayment, SheetReceipt } from '../messages/sheet.ts';
import type { WireAmount } from '../model/amount.ts';
import { costOf, type Cost } from '../ui/cost.ts';
import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { formatMoment } from '../ui/time.ts';
import { t } from '../ui/i18n.ts';
import { CostFacts } from './cost-rows.tsx';
import { Row } from './row.tsx';
import { WalletName } from './wallet-name.tsx';

interface ReceiptProps {
  readonly payment: SheetPayment;
  readonly receipt: SheetReceipt;
}

/** The result as both sides report it. */
export function Receipt({ payment, receipt }: ReceiptProps) {
  const { shop, wallet, via } = payment;
  const { debit, isDebitMost, approved, at } = receipt;
  const { cost, feeWithin } = costAfter(payment, receipt);
  return (
    <dl class="rows receipt">
      {shop !== undefined && (
        <Row name={t(via === undefined ? 'sheet_paid_shop' : 'sheet_paid_page')}>
          <Host host={shop.host} />
        </Row>
      )}
      {wallet !== undefined && (
        <Row name={t('sheet_from')}>
          <WalletName wallet={wallet} />
        </Row>
      )}
      <CostFacts cost={cost} />
      {feeWithin !== undefined && (
        <Row name={t('sheet_fee_within')}>
          <Money amount={feeWithin} />
        </Row>
      )}
      <Row name={t('sheet_paid_at')}>{formatMoment(at)}</Row>
      {approved !== undefined && (
        <Row name={t('sheet_paid_approved')}>
          <Money amount={approved} />
        </Row>
      )}
      <Row sum name={t(isDebitMost ? 'sheet_paid_debit_most' : 'sheet_paid_debit')}>
        <Money amount={debit} />
      </Row>
    </dl>
  );
}

/** The cost in the same form as before the payment. If only the receipt proves a fee, the fee was part of the shown rate. */
function costAfter({ quote }: SheetPayment, { debit, isDebitMost, fee }: SheetReceipt): CostAfter {
  // A maximum debit proves neither a fee nor a rate.
  if (quote === undefined || isDebitMost === true) return { cost: {}, feeWithin: undefined };
  const { receive } = quote;
  if (quote.fee === undefined) return { cost: costOf({ debit, receive }), feeWithin: fee };
  return {
    cost: costOf({ debit, receive, fee: fee ?? (debit.value === quote.debit.value ? quote.fee : undefined) }),
    feeWithin: undefined,
  };
}

interface CostAfter {
  readonly cost: Cost;
  readonly feeWithin: WireAmount | undefined;
}
