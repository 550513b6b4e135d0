import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import type { FaceProps } from './face.ts';

/** How much of what is due has come, as far as it is known while the rest is on its way. */
export function Arrived({ payment: { arrived } }: Pick<FaceProps, 'payment'>) {
  if (arrived === undefined) return null;
  return (
    <p class="small">
      <Translated word="sheet_arrived" with={{ amount: <Money amount={arrived.amount} />, other: <Money amount={arrived.of} /> }} />
    </p>
  );
}
