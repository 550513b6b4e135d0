import { useRef, useState } from 'preact/hooks';
import type { OptionsAllowance } from '../../messages/allowance.ts';
import type { OptionsWallet } from '../../messages/options.ts';
import { Money } from '../../ui/money-text.tsx';
import { Translated } from '../../ui/translated.tsx';
import { formatMoment, formatUtcDay } from '../../ui/time.ts';
import { Untrusted } from '../../ui/untrusted.tsx';
import { walletLabel } from '../../ui/wallet-label.ts';
import { t } from '../../ui/i18n.ts';
import { cardHeadingId } from '../ids.ts';
import { Question } from '../question.tsx';
import type { Send } from '../send.ts';
import { LEFT_OF, PER_PERIOD, thousandths } from './terms.ts';

interface ActiveAllowanceProps {
  readonly wallet: OptionsWallet;
  readonly active: NonNullable<OptionsAllowance['active']>;
  readonly isChanging: boolean;
  readonly onChange: () => void;
  readonly send: Send;
}

/** An active allowance: its terms, the spent amount, and buttons to change and end it. */
export function ActiveAllowance({ wallet, active, isChanging, onChange, send }: ActiveAllowanceProps) {
  const [isAsking, setAsking] = useState(false);
  const revoke = useRef<HTMLButtonElement>(null);
  const about = cardHeadingId(wallet.id);
  return (
    <>
      <Used active={active} />
      <div class="allowance-acts">
        <button type="button" class="link" aria-describedby={about} aria-expanded={isChanging} onClick={onChange}>
          {t('options_allowance_change')}
        </button>
        <button
          ref={revoke}
          type="button"
          class="link"
          aria-describedby={about}
          aria-expanded={isAsking}
          onClick={() => setAsking(!isAsking)}
        >
          {t('options_allowance_revoke')}
        </button>
      </div>
      {isAsking && (
        <Question
          level={4}
          title={<Translated word="options_allowance_revoke_title" with={{ name: <Untrusted text={walletLabel(wallet)} /> }} />}
          text={t('options_allowance_revoke_text')}
          yes={t('options_allowance_revoke_yes')}
          no={t('options_allowance_revoke_no')}
          onYes={() => {
            setAsking(false);
            send({ type: 'revoke-allowance', allowanceId: active.id });
          }}
          onNo={() => {
            setAsking(false);
            revoke.current?.focus();
          }}
        />
      )}
    </>
  );
}

function Used({ active }: Pick<ActiveAllowanceProps, 'active'>) {
  const { limit, period, cap, spent, left, renewsAt } = active;
  return (
    <div class="used">
      <p class="left">
        <Translated word={LEFT_OF[period]} with={{ amount: <Money amount={left} /> }} />
      </p>
      <progress class="bar" aria-label={t('options_allowance_bar')} max={1_000} value={thousandths(spent, limit)} />
      <p>
        <Translated
          word="options_allowance_spent"
          with={{
            amount: <Money amount={spent} />,
            other: <Translated word={PER_PERIOD[period]} with={{ amount: <Money amount={limit} /> }} />,
          }}
        />
        {cap !== undefined && (
          <>
            {' '}
            <Translated word="options_allowance_cap_is" with={{ amount: <Money amount={cap} /> }} />
          </>
        )}
      </p>
      <p class="small">
        <Translated word="options_allowance_renews" with={{ time: formatUtcDay(renewsAt), other: formatMoment(renewsAt) }} />
      </p>
    </div>
  );
}
