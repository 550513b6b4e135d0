import type { SheetPayment, SheetPaymentOn, SheetSafety } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { formatTime } from '../ui/time.ts';
import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';

/** Whether a window on top of the sheet, or the user's own settings, prevent this payment at the moment. */
export function isBlocked(payment: SheetPaymentOn<'pricing' | 'ready'>): boolean {
  const { isCovered } = payment;
  const safety = payment.face === 'ready' ? payment.safety : undefined;
  return isCovered === true || safety?.over !== undefined || safety?.unreadable === true || safety?.passkey?.waitUntil !== undefined;
}

/** Which of the user's settings prevent this payment, and a link to change them. */
export function SafetyNotes({ payment, send }: FaceProps<'ready'>) {
  const { safety, shop } = payment;
  if (safety === undefined) return null;
  return (
    <>
      {safety.over !== undefined && (
        <div class="note bad">
          <b>{t(safety.over.kind === 'payment' ? 'sheet_over_payment_title' : 'sheet_over_day_title')}</b>
          <OverWords over={safety.over} shop={shop} />
          <ToOptions send={send} />
        </div>
      )}
      {safety.unreadable === true && (
        <div class="note bad">
          <b>{t('sheet_safety_broken_title')}</b>
          {t('sheet_safety_broken_text')}
          <ToOptions send={send} />
        </div>
      )}
      {safety.passkey !== undefined && <PasskeyNote passkey={safety.passkey} />}
    </>
  );
}

/** A page's window is on top of the sheet, with a button to close it. */
export function CoverNote({ payment: { isCovered, paymentId }, send }: FaceProps<'pricing' | 'ready' | 'permission'>) {
  if (isCovered === undefined) return null;
  return (
    <div class="note bad">
      <b>{t('sheet_covered_title')}</b>
      {t('sheet_covered_text')}
      <button type="button" class="link" onClick={() => send({ type: 'close-cover', paymentId })}>
        {t('sheet_covered_close')}
      </button>
    </div>
  );
}

function OverWords({ over, shop }: { readonly over: NonNullable<SheetSafety['over']>; readonly shop: SheetPayment['shop'] }) {
  const amount = <Money amount={over.cap} />;
  if (over.kind === 'payment') return <Translated word="sheet_over_payment_text" with={{ amount }} />;
  return (
    <Translated
      word="sheet_over_day_text"
      with={{ amount, other: <Money amount={over.left} />, shop: shop ? <Host host={shop.host} /> : t('sheet_no_site') }}
    />
  );
}

const REASONS = {
  amount: 'sheet_passkey_amount_title',
  locked: 'sheet_passkey_locked_title',
  currency: 'sheet_passkey_currency_title',
  clock: 'sheet_passkey_clock_title',
} as const;

function PasskeyNote({ passkey: { reason, waitUntil } }: { readonly passkey: NonNullable<SheetSafety['passkey']> }) {
  return (
    <p class="note">
      <b>{t(REASONS[reason])}</b>
      {waitUntil === undefined ? (
        t('sheet_passkey_text')
      ) : (
        <Translated word="sheet_passkey_wait" with={{ time: <span class="money">{formatTime(waitUntil)}</span> }} />
      )}
    </p>
  );
}

function ToOptions({ send }: Pick<FaceProps, 'send'>) {
  return (
    <button type="button" class="link" onClick={() => send({ type: 'open-options', place: 'safety' })}>
      {t('sheet_to_safety')}
    </button>
  );
}

/** What remains of the daily limit, if nothing prevents the payment. */
export function LeftToday({ payment: { safety } }: Pick<FaceProps<'ready'>, 'payment'>) {
  if (safety?.leftToday === undefined || safety.over !== undefined) return null;
  return (
    <p class="small">
      <Translated word="sheet_left_today" with={{ amount: <Money amount={safety.leftToday} /> }} />
    </p>
  );
}
