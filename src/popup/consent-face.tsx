import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { Ring } from '../ui/icons.tsx';
import { t } from '../ui/i18n.ts';
import { AllowanceGoneNote } from './allowance-line.tsx';
import type { FaceProps } from './face.ts';
import { Middle } from './middle.tsx';
import { Steps } from './steps.tsx';

/** The wallet's consent page is open in a tab. */
export function ConsentFace({ payment, send }: FaceProps<'consent'>) {
  const { paymentId, wallet, quote, total } = payment;
  const name = wallet === undefined ? t('ui_fact_wallet') : <Host host={wallet.host} />;
  return (
    <>
      <Middle icon={<Ring />} title={<Translated word="sheet_consent_title" with={{ name }} />}>
        <p>
          <Translated word="sheet_consent_text" with={{ amount: <Money amount={quote?.debit ?? total} /> }} />
        </p>
        <AllowanceGoneNote gone={payment.allowanceGone} />
        <Steps
          steps={[
            { word: 'sheet_step_price', state: 'done' },
            { word: 'sheet_step_consent_now', state: 'now' },
            { word: 'sheet_step_pay', state: 'next' },
          ]}
        />
      </Middle>
      <footer class="acts">
        <button type="button" class="button main" onClick={() => send({ type: 'show-consent', paymentId })}>
          {t('sheet_consent_button')}
        </button>
        <button type="button" class="button" onClick={() => send({ type: 'cancel', paymentId })}>
          {t('sheet_cancel')}
        </button>
      </footer>
    </>
  );
}
