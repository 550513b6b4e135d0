import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';
import { OtherMethodsButton } from './other-methods-button.tsx';

/** How the user leaves an order that nothing was approved of: to another payment method, or altogether. */
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
