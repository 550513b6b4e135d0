import { useCallback, useState } from 'preact/hooks';
import { formatAmount } from '../ui/money.ts';
import { askPasskey } from '../ui/passkey.ts';
import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';
import { usePayGuard } from './use-pay-guard.ts';

interface PayButtonProps extends FaceProps<'pricing' | 'ready'> {
  /** True while something else must be done before a press is accepted. */
  readonly isHeld: boolean;
  /** The user has confirmed the warning. */
  readonly warningConfirmed: boolean;
}

/** The only control that approves a payment. It stays focusable while inert, so that keyboard users keep the focus. */
export function PayButton({ payment, send, isHeld, warningConfirmed }: PayButtonProps) {
  const { paymentId, quote, isDebitMost } = payment;
  const safety = payment.face === 'ready' ? payment.safety : undefined;
  const [asking, setAsking] = useState<'no' | 'now' | 'unanswered'>('no');
  const approve = useCallback(
    async (approved: string) => {
      const confirmation = warningConfirmed ? ({ warningConfirmed: true } as const) : {};
      const command = { type: 'approve', paymentId, digest: approved, ...confirmation } as const;
      if (safety?.passkey === undefined) {
        send(command);
        return;
      }
      setAsking('now');
      const assertion = await askPasskey(safety.passkey);
      setAsking(assertion === undefined ? 'unanswered' : 'no');
      if (assertion !== undefined) send({ ...command, assertion });
    },
    [send, paymentId, warningConfirmed, safety],
  );
  // While the passkey's dialog is open, presses are not accepted.
  const { open, pressed, onClick } = usePayGuard(payment, isHeld || asking === 'now', (digest) => void approve(digest));
  return (
    <>
      <p role="status" class="small unanswered">
        {asking === 'unanswered' && t('sheet_passkey_unanswered')}
      </p>
      <button
        type="button"
        class="button main pay"
        data-pay
        aria-disabled={!open}
        aria-busy={pressed || asking === 'now'}
        onClick={onClick}
      >
        {quote === undefined
          ? t('sheet_pay_waiting')
          : t(isDebitMost ? 'sheet_pay_most' : 'sheet_pay', { amount: formatAmount(quote.debit) })}
      </button>
    </>
  );
}
