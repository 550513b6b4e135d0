import type { SheetPayment } from '../messages/sheet.ts';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';

/** The balance that the wallet would need. */
export function WouldNeed({ payment: { failure, quote } }: { readonly payment: SheetPayment }) {
  if (failure?.code !== 'insufficient-funds' || quote === undefined) return null;
  return (
    <p class="note bad">
      <Translated word="sheet_failed_would_need" with={{ amount: <Money amount={quote.debit} /> }} />
    </p>
  );
}
