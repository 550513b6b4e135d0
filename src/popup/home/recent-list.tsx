import type { RecentPayment } from '../../messages/manual-payment.ts';
import { Host } from '../../ui/host.tsx';
import { Money } from '../../ui/money-text.tsx';
import { formatDay } from '../../ui/time.ts';
import { t } from '../../ui/i18n.ts';
import type { Send } from '../face.ts';

const STATES = {
  paid: 'history_status_paid',
  'in-part': 'history_status_in_part',
  open: 'history_status_checking',
} as const satisfies Record<RecentPayment['state'], string>;

/** The latest payments with links to their receipts and to the history. */
export function RecentList({ recent, send }: { readonly recent: readonly RecentPayment[] | undefined; readonly send: Send }) {
  if (recent === undefined || recent.length === 0) return null;
  return (
    <section>
      <h2 id="recent">{t('bring_recent_title')}</h2>
      <ul class="found" aria-labelledby="recent">
        {recent.map(({ id, host, state, debit, at }) => (
          <li key={id}>
            <button type="button" class="recent" onClick={() => send({ type: 'open-history', paymentId: id })}>
              <span class="end-who">
                <b>
                  <Host host={host} />
                </b>
                <small>
                  {t(STATES[state])}, {formatDay(at)}
                </small>
              </span>
              {debit !== undefined && <Money amount={debit} />}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="link" onClick={() => send({ type: 'open-options', place: 'history' })}>
        {t('bring_recent_all')}
      </button>
    </section>
  );
}
