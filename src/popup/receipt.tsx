import type { SheetPayment } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { formatMoment } from '../ui/time.ts';
import { t } from '../ui/i18n.ts';
import { Row } from './row.tsx';
import { WalletName } from './wallet-name.tsx';

interface ReceiptProps {
  readonly payment: SheetPayment;
  readonly receipt: NonNullable<SheetPayment['receipt']>;
}

/** What both sides say happened. */
export function Receipt({ payment: { shop, wallet }, receipt: { debit, isDebitMost, approved, fee, at } }: ReceiptProps) {
  return (
    <dl class="rows receipt">
      {shop !== undefined && (
        <Row name={t('sheet_paid_shop')}>
          <Host host={shop.host} />
        </Row>
      )}
      {wallet !== undefined && (
        <Row name={t('sheet_from')}>
          <WalletName wallet={wallet} />
        </Row>
      )}
      {fee !== undefined && (
        <Row name={t('sheet_fee')}>
          <Money amount={fee} />
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
