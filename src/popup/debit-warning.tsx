import type { SheetPayment, SheetReceipt } from '../messages/sheet.ts';
import { ErrorWords, readerOf } from '../ui/error-words.tsx';

/** The wallet says that it debited more than the user approved. */
interface DebitWarningProps {
  readonly receipt: SheetReceipt | undefined;
  readonly payment: SheetPayment;
}

export function DebitWarning({ receipt, payment }: DebitWarningProps) {
  const warning = receipt?.warning;
  if (warning === undefined) return null;
  return (
    <p class="note bad">
      <b>
        <ErrorWords failure={warning} part="title" reader={readerOf(payment)} />
      </b>
      <ErrorWords failure={warning} part="text" reader={readerOf(payment)} />
    </p>
  );
}
