import { ErrorWords, readerOf } from '../ui/error-words.tsx';
import { Stop } from '../ui/icons.tsx';
import { t, type PlainKey } from '../ui/i18n.ts';
import { BackButton } from './back-button.tsx';
import { DebitWarning } from './debit-warning.tsx';
import { Details } from './details.tsx';
import type { FaceProps } from './face.ts';
import { Middle } from './middle.tsx';
import { RestButtons } from './rest-buttons.tsx';
import { ReturnButton, ReturnNote } from './return-button.tsx';
import { RetryButtons } from './retry-buttons.tsx';
import { textsFor } from './payment-texts.ts';
import { WouldNeed } from './would-need.tsx';

/** Nothing was paid: declined, expired or failed. */
export function OverFace({ payment, send }: FaceProps<'declined' | 'failed' | 'expired'>) {
  const { face, failure } = payment;
  const [title, text] = plainWords(payment);
  const inOwnWords = failure === undefined || (face === 'declined' && failure.code === 'consent-denied');
  return (
    <>
      <Middle icon={<Stop />} title={inOwnWords ? t(title) : <ErrorWords failure={failure} part="title" reader={readerOf(payment)} />}>
        <p>{inOwnWords ? t(text) : <ErrorWords failure={failure} part="text" reader={readerOf(payment)} />}</p>
        {face === 'failed' && <DebitWarning receipt={payment.receipt} payment={payment} />}
        {payment.startOver && <p>{t(textsFor(payment).startOver)}</p>}
        <WouldNeed payment={payment} />
        {face === 'declined' && <ReturnNote host={payment.returnHost} />}
        {face !== 'declined' && <Details report={payment.report} />}
      </Middle>
      <OverButtons payment={payment} send={send} />
    </>
  );
}

function OverButtons({ payment, send }: FaceProps<'declined' | 'failed' | 'expired'>) {
  const { face, failure, retriable } = payment;
  return (
    <footer class="acts">
      {retriable && failure?.code === 'paid-in-part' && <RestButtons payment={payment} send={send} />}
      {retriable && failure?.code !== 'paid-in-part' && <RetryButtons payment={payment} send={send} />}
      {!retriable && <BackButton payment={payment} send={send} />}
      {face === 'declined' && <ReturnButton payment={payment} send={send} />}
    </footer>
  );
}

function plainWords({ face, via }: Pick<FaceProps['payment'], 'face' | 'via'>): readonly [PlainKey, PlainKey] {
  if (face === 'declined') return ['sheet_declined_title', 'sheet_declined_text'];
  if (face === 'expired') return ['sheet_expired_title', via === undefined ? 'sheet_expired_text' : 'sheet_expired_text_manual'];
  return ['error_internal_title', 'error_internal_text'];
}
