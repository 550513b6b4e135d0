import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import type { FaceProps } from './face.ts';

/** How much of the due amount has arrived so far. */
export function Arrived({ payment: { arrived } }: Pick<FaceProps<'paying' | 'checking'>, 'payment'>) {
  if (arrived === undefined) return null;
  return (
    <p class="small">
      <Translated word="sheet_arrived" with={{ amount: <Money amount={arrived.amount} />, other: <Money amount={arrived.of} /> }} />
    </p>
  );
}
