import type { SheetPayment } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { t } from '../ui/i18n.ts';
import { MemoryWarnings } from './memory.tsx';

/** What to look at twice before paying. */
export function Warnings({ payment }: { readonly payment: SheetPayment }) {
  if (payment.face !== 'ready') return null;
  const { debitBefore, quote, payee, shop, payeeMemory } = payment;
  return (
    <>
      {payeeMemory !== undefined && <MemoryWarnings memory={payeeMemory} />}
      {payee?.saidBy !== undefined && (
        <p class="note bad">
          <b>{t('sheet_warn_elsewhere_title')}</b>
          <Translated word="sheet_warn_elsewhere_text" with={{ host: <Host host={payee.host} />, other: <Host host={payee.saidBy} /> }} />
        </p>
      )}
      {debitBefore !== undefined && quote !== undefined && (
        <p class="note warn">
          <b>{t('sheet_warn_rose_title')}</b>
          <Translated
            word="sheet_warn_rose_text"
            with={{ amount: <Money amount={debitBefore} />, other: <Money amount={quote.debit} /> }}
          />
        </p>
      )}
      {payee?.verified !== true && (
        <p class="note warn">
          <b>{t('sheet_warn_unverified_title')}</b>
          <Translated
            word="sheet_warn_unverified_text"
            with={{
              host: payee === undefined ? t('sheet_payee_hidden') : <Host host={payee.host} />,
              shop: shop ? <Host host={shop.host} /> : t('sheet_no_site'),
            }}
          />
        </p>
      )}
    </>
  );
}
