import type { SheetPayment } from '../messages/sheet.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';
import { t } from '../ui/i18n.ts';

/** Who gets the money: by name, else by host, else in general words. */
export function PayeeName({ payee }: { readonly payee: SheetPayment['payee'] }) {
  return payee === undefined ? <>{t('sheet_payee_hidden')}</> : <Untrusted text={walletLabel(payee)} />;
}
