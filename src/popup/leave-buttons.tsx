import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';
import { OtherMethodsButton } from './other-methods-button.tsx';

/** Buttons to leave an order before approval: with another payment method, or without one. */
export function LeaveButtons({ payment, send }: FaceProps) {
  return (
    <div class="side-by-side">
      <button type="button" class="button" onClick={() => send({ type: 'cancel', paymentId: payment.paymentId })}>
        {t('sheet_cancel')}
      </button>
      <OtherMethodsButton payment={payment} send={send} />
    </div>
  );
}
