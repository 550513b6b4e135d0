import type { HistoryStep } from '../../messages/history.ts';
import { formatTime } from '../../ui/time.ts';
import { t } from '../../ui/i18n.ts';
import { STEPS } from './state-texts.ts';

/** All states of the payment. */
export function Steps({ steps }: { readonly steps: readonly HistoryStep[] }) {
  return (
    <section class="happened">
      <h4>{t('history_steps')}</h4>
      <ol>
        {steps.map(({ state, at, code }, index) => (
          <li key={index}>
            <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>{' '}
            <span>{t(code === 'paid-in-part' ? 'error_paid_in_part_title' : STEPS[state])}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
