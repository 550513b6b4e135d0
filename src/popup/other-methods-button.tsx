import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';

/** Where the shop's page lists other payment methods that the browser can handle: leaves the order to the browser. */
export function OtherMethodsButton({ payment: { otherMethods, paymentId }, send }: FaceProps) {
  if (otherMethods !== true) return null;
  return (
    <button type="button" class="button" onClick={() => send({ type: 'other-methods', paymentId })}>
      {t('sheet_other_methods')}
    </button>
  );
}
