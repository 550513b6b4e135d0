import { useCallback } from 'preact/hooks';
import type { SheetPayment } from '../messages/sheet.ts';
import { formatAmount } from '../ui/money.ts';
import { say } from '../ui/words.ts';
import type { Send } from './face.ts';
import { usePayGuard } from './use-pay-guard.ts';

interface PayButtonProps {
  readonly payment: SheetPayment;
  readonly connection: number;
  readonly send: Send;
}

/** The only way to an approval. It stays focusable while inert, so that a keyboard never loses its place. */
export function PayButton({ payment, connection, send }: PayButtonProps) {
  const { paymentId, digest, quote } = payment;
  const approve = useCallback((approved: string) => send({ type: 'approve', paymentId, digest: approved }), [send, paymentId]);
  const { open, pressed, onClick } = usePayGuard({ digest: quote === undefined ? undefined : digest, connection }, approve);
  return (
    <button type="button" class="button main pay" data-pay aria-disabled={!open} aria-busy={pressed} onClick={onClick}>
      {quote === undefined ? say('sheet_pay_waiting') : say('sheet_pay', { amount: formatAmount(quote.debit) })}
    </button>
  );
}
