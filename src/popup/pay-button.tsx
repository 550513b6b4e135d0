import { useCallback } from 'preact/hooks';
import { formatAmount } from '../ui/money.ts';
import { say } from '../ui/words.ts';
import type { FaceProps } from './face.ts';
import { usePayGuard } from './use-pay-guard.ts';

interface PayButtonProps extends FaceProps {
  /** True while something else has to be done before a press may count. */
  readonly isHeld: boolean;
  /** The person confirmed the look that a warning asks for. */
  readonly hasLooked: boolean;
}

/** The only way to an approval. It stays focusable while inert, so that a keyboard never loses its place. */
export function PayButton({ payment, send, isHeld, hasLooked }: PayButtonProps) {
  const { paymentId, quote } = payment;
  const approve = useCallback(
    (approved: string) => send({ type: 'approve', paymentId, digest: approved, ...(hasLooked ? { looked: true } : {}) }),
    [send, paymentId, hasLooked],
  );
  const { open, pressed, onClick } = usePayGuard(payment, isHeld, approve);
  return (
    <button type="button" class="button main pay" data-pay aria-disabled={!open} aria-busy={pressed} onClick={onClick}>
      {quote === undefined ? say('sheet_pay_waiting') : say('sheet_pay', { amount: formatAmount(quote.debit) })}
    </button>
  );
}
