import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';

/** A part was paid: the rest is a payment of its own, with its own quote and approval. */
export function RestButtons({ payment: { paymentId }, send }: FaceProps) {
  return (
    <>
      <button type="button" class="button main" onClick={() => send({ type: 'again', paymentId })}>
        {t('sheet_pay_rest')}
      </button>
      <button type="button" class="button" onClick={() => send({ type: 'dismiss', paymentId })}>
        {t('sheet_leave_rest')}
      </button>
    </>
  );
}
