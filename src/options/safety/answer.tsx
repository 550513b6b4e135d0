import type { SafetyView } from '../../messages/safety.ts';
import { formatTime } from '../../ui/time.ts';
import { t } from '../../ui/i18n.ts';

interface AnswerProps {
  readonly answer: SafetyView['answer'];
  readonly waitUntil: number | undefined;
}

/** The result of the last action. An invalid field shows its own problem. */
export function Answer({ answer, waitUntil }: AnswerProps) {
  return (
    <p role="status" class="small working">
      {answer?.state === 'saved' && t('options_safety_saved')}
      {answer?.state === 'failed' && answer.field === undefined && waitUntil === undefined && t('options_safety_failed')}
      {waitUntil !== undefined && t('options_safety_wait', { time: formatTime(waitUntil) })}
    </p>
  );
}
