import type { AllowanceTermsView } from '../../messages/allowance.ts';
import { Money } from '../../ui/money-text.tsx';
import { Translated } from '../../ui/translated.tsx';
import { t } from '../../ui/i18n.ts';
import type { Send } from '../send.ts';
import { PER_PERIOD } from './terms.ts';

interface AskingAllowanceProps {
  readonly asking: AllowanceTermsView;
  readonly send: Send;
}

/** The wallet's consent page is open in a tab. */
export function AskingAllowance({ asking: { id, limit, period }, send }: AskingAllowanceProps) {
  return (
    <div class="note asking">
      <p>
        <b>{t('options_allowance_asking_title')}</b> <Translated word={PER_PERIOD[period]} with={{ amount: <Money amount={limit} /> }} />.{' '}
        {t('options_allowance_asking_text')}
      </p>
      <div class="question-acts">
        <button type="button" class="button" onClick={() => send({ type: 'show-allowance', allowanceId: id })}>
          {t('sheet_consent_button')}
        </button>
        <button type="button" class="button" onClick={() => send({ type: 'revoke-allowance', allowanceId: id })}>
          {t('options_allowance_call_off')}
        </button>
      </div>
    </div>
  );
}
