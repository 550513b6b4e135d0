import type { SheetPayment } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { cleanText } from '../ui/untrusted-text.ts';
import { t } from '../ui/i18n.ts';
import { SigningMerchant } from './signed-order.tsx';
import { textsFor } from './payment-texts.ts';

/** The payee. The host is always shown below the name, because everyone can choose any name. */
export function PayeeEnd({ payment }: { readonly payment: SheetPayment }) {
  const { payee, face, signedOrder } = payment;
  return (
    <div class="end">
      <p class="end-name">{t('sheet_to')}</p>
      {payee === undefined && face === 'pricing' ? (
        <span class="bone wide" aria-hidden="true" />
      ) : (
        <div class="end-who">
          {signedOrder !== undefined && <SigningMerchant merchant={signedOrder.merchant} />}
          {signedOrder === undefined && (payee === undefined ? <b>{t(textsFor(payment).hiddenPayee)}</b> : <Payee payee={payee} />)}
          {payee?.verified !== true && <span class="chip warn">{t('sheet_unverified')}</span>}
        </div>
      )}
    </div>
  );
}

function Payee({ payee: { name = '', host } }: { readonly payee: NonNullable<SheetPayment['payee']> }) {
  if (cleanText(name) === '') {
    return (
      <b>
        <Host host={host} />
      </b>
    );
  }
  return (
    <>
      <b>
        <Untrusted text={name} />
      </b>
      <small>
        <Host host={host} />
      </small>
    </>
  );
}
