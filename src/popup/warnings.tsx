import type { SheetPayment, SheetPaymentOn } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { t } from '../ui/i18n.ts';
import { textsFor } from './payment-texts.ts';
import { MemoryWarnings } from './memory.tsx';

/** Warnings about the payee, below its name. */
export function PayeeWarnings({ payment }: { readonly payment: SheetPayment }) {
  if (payment.face !== 'ready') return null;
  const { payee, shop, payeeMemory } = payment;
  return (
    <>
      {payeeMemory !== undefined && <MemoryWarnings memory={payeeMemory} />}
      {payee?.saidBy !== undefined && (
        <p class="note bad">
          <b>{t('sheet_warn_elsewhere_title')}</b>
          <Translated word="sheet_warn_elsewhere_text" with={{ host: <Host host={payee.host} />, other: <Host host={payee.saidBy} /> }} />
        </p>
      )}
      {payee?.verified !== true && (
        <p class="note warn">
          <b>{t('sheet_warn_unverified_title')}</b>
          <Translated
            word={payment.via === undefined ? 'sheet_warn_unverified_text' : 'sheet_warn_unverified_text_manual'}
            with={{
              host: payee === undefined ? t(textsFor(payment).hiddenPayee) : <Host host={payee.host} />,
              shop: shop ? <Host host={shop.host} /> : t('sheet_no_site'),
            }}
          />
        </p>
      )}
    </>
  );
}

/** A warning below the price that it has risen since it was shown. */
export function PriceWarning({ payment: { debitBefore, quote } }: { readonly payment: SheetPaymentOn<'ready'> }) {
  if (debitBefore === undefined || quote === undefined) return null;
  return (
    <p class="note warn">
      <b>{t('sheet_warn_rose_title')}</b>
      <Translated word="sheet_warn_rose_text" with={{ amount: <Money amount={debitBefore} />, other: <Money amount={quote.debit} /> }} />
    </p>
  );
}
