import { useMemo } from 'preact/hooks';
import type { HistoryRow } from '../../messages/history.ts';
import { Money } from '../../ui/money-text.tsx';
import { Translated } from '../../ui/translated.tsx';
import { cleanText } from '../../ui/untrusted-text.ts';
import { t } from '../../ui/i18n.ts';
import { totalsOf, unsettledIn } from './totals.ts';

interface TotalsProps {
  readonly shown: readonly HistoryRow[];
  readonly isReading: boolean;
}

/** Totals of the shown payments by currency. */
export function Totals({ shown, isReading }: TotalsProps) {
  const totals = useMemo(() => totalsOf(shown), [shown]);
  const unsettled = useMemo(() => unsettledIn(shown), [shown]);
  return (
    <section class="totals" aria-label={t('history_sums')}>
      <p role="status" class="small">
        {isReading ? t('history_reading') : <Translated word="history_count" with={{ amount: String(shown.length) }} />}
      </p>
      {totals.length > 0 && (
        <dl>
          {totals.map(({ paid, fees }) => (
            <div key={paid.assetCode}>
              <dt>
                <Translated word="history_sum" with={{ name: <bdi>{cleanText(paid.assetCode, 12)}</bdi> }} />
              </dt>
              <dd>
                <Money amount={paid} />
                {fees !== undefined && (
                  <small>
                    <Translated word="history_sum_fees" with={{ amount: <Money amount={fees} /> }} />
                  </small>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {unsettled > 0 && (
        <p class="small">
          <Translated word="history_unsettled" with={{ amount: String(unsettled) }} />
        </p>
      )}
    </section>
  );
}
