import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { Tick } from '../ui/icons.tsx';
import { t } from '../ui/i18n.ts';
import { BackButton } from './back-button.tsx';
import { DebitWarning } from './debit-warning.tsx';
import type { FaceProps } from './face.ts';
import { Middle } from './middle.tsx';
import { PayeeName } from './payee-name.tsx';
import { ReturnButton, ReturnNote } from './return-button.tsx';
import { Receipt } from './receipt.tsx';

/** The order is paid. */
export function PaidFace({ payment, send }: FaceProps<'paid'>) {
  const { receipt, total } = payment;
  return (
    <>
      <Middle
        icon={<Tick />}
        title={<Translated word="sheet_paid_title" with={{ amount: <Money amount={receipt?.received ?? total} /> }} />}
      >
        <p>
          <Translated word="sheet_paid_text" with={{ name: <PayeeName payment={payment} /> }} />
        </p>
        <DebitWarning receipt={receipt} payment={payment} />
        <ReturnNote host={payment.returnHost} />
        {payment.isPractice && <PracticeNote />}
        {receipt !== undefined && <Receipt payment={payment} receipt={receipt} />}
      </Middle>
      <footer class="acts pay-acts">
        <BackButton payment={payment} send={send} />
        <ReturnButton payment={payment} send={send} />
        {/* Of practice there is nothing in the history. */}
        {!payment.isPractice && (
          <button type="button" class="button" onClick={() => send({ type: 'show-receipt', paymentId: payment.paymentId })}>
            {t('sheet_receipt')}
          </button>
        )}
      </footer>
    </>
  );
}

function PracticeNote() {
  return (
    <p class="note warn">
      <b>{t('sheet_practice_paid_title')}</b>
      {t('sheet_practice_paid_text')}
    </p>
  );
}
