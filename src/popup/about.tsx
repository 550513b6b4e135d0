import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import type { FaceProps } from './face.ts';

/** The payee's description of the payment, and how much was paid before. */
export function About({ payment: { description, receivedBefore, total } }: Pick<FaceProps, 'payment'>) {
  if (description === undefined && receivedBefore === undefined) return null;
  return (
    <>
      {description !== undefined && (
        <p class="about">
          <Untrusted text={description} />
        </p>
      )}
      {receivedBefore !== undefined && (
        <p class="small">
          <Translated word="sheet_received_before" with={{ amount: <Money amount={receivedBefore} />, other: <Money amount={total} /> }} />
        </p>
      )}
    </>
  );
}
