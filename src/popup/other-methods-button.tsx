import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';

/** Hands the order over to the browser, if the shop's page lists other payment methods that the browser supports. */
export function OtherMethodsButton({ payment: { otherMethods, paymentId }, send }: FaceProps) {
  if (otherMethods !== true) return null;
  return (
    <button type="button" class="button" onClick={() => send({ type: 'other-methods', paymentId })}>
      {t('sheet_other_methods')}
    </button>
  );
}
