import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';

/** Marks the payment's result as seen by the user. */
export function BackButton({ payment, send }: FaceProps) {
  return (
    <button type="button" class="button main" onClick={() => send({ type: 'dismiss', paymentId: payment.paymentId })}>
      {t(payment.via === undefined ? 'sheet_back' : 'sheet_done')}
    </button>
  );
}
