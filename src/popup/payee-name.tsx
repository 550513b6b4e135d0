import type { SheetPayment } from '../messages/sheet.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';
import { t } from '../ui/i18n.ts';
import { textsFor } from './payment-texts.ts';

/** The payee's name, else its host, else a general term. */
export function PayeeName({ payment }: { readonly payment: SheetPayment }) {
  const { payee } = payment;
  return payee === undefined ? <>{t(textsFor(payment).hiddenPayee)}</> : <Untrusted text={walletLabel(payee)} />;
}
