import type { OptionsAllowance } from '../../messages/allowance.ts';
import { ErrorWords } from '../../ui/error-words.tsx';
import { type PlainKey, t } from '../../ui/i18n.ts';
import type { Send } from '../send.ts';

type Failed = NonNullable<OptionsAllowance['failed']>;

interface FailedAllowanceProps {
  readonly failed: Failed;
  readonly send: Send;
}

/** The general error messages are about payments. These replace the ones about consent. */
const TEXTS = {
  'consent-denied': 'options_allowance_denied',
  'consent-closed': 'options_allowance_closed',
  'consent-expired': 'options_allowance_expired',
  'consent-lost': 'options_allowance_lost',
  'token-dead': 'options_allowance_revoked',
  'right-revoked': 'options_allowance_revoked',
  'right-expired': 'options_allowance_ran_out',
  'right-refused': 'options_allowance_refused',
  'grant-wider': 'options_allowance_wider',
} as const;
const isWorded = (code: string): code is keyof typeof TEXTS => Object.hasOwn(TEXTS, code);

function titleOf({ code, hasHeld }: Failed): PlainKey {
  if (!hasHeld) return 'options_allowance_failed';
  return code === 'consent-lost' ? 'options_allowance_over' : 'options_allowance_ended';
}

/** Why the allowance was not granted. */
export function FailedAllowance({ failed, send }: FailedAllowanceProps) {
  const { id, code } = failed;
  return (
    <div class="note warn failed-allowance">
      <p>
        <b>{t(titleOf(failed))}</b>
        {isWorded(code) ? t(TEXTS[code]) : <ErrorWords failure={failed} part="text" reader="wallet" />}
      </p>
      <button type="button" class="link" onClick={() => send({ type: 'revoke-allowance', allowanceId: id })}>
        {t('options_allowance_dismiss')}
      </button>
    </div>
  );
}
