import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { Ring } from '../ui/icons.tsx';
import { Arrived } from './arrived.tsx';
import type { FaceProps } from './face.ts';
import { CloseButton } from './close-button.tsx';
import { Middle } from './middle.tsx';
import { PayeeName } from './payee-name.tsx';
import { Steps } from './steps.tsx';

/** The user has approved. The payment is in progress and cannot be cancelled. */
export function PayingFace({ payment }: FaceProps<'paying'>) {
  return (
    <>
      <Middle icon={<Ring />} title={<Translated word="sheet_paying_title" with={{ amount: <Money amount={payment.total} /> }} />}>
        <p>
          <Translated word="sheet_paying_text" with={{ name: <PayeeName payment={payment} /> }} />
        </p>
        <Arrived payment={payment} />
        <Steps
          steps={[
            { word: 'sheet_step_price', state: 'done' },
            { word: payment.underAllowance ? 'sheet_step_allowance' : 'sheet_step_consent', state: 'done' },
            { word: 'sheet_step_pay', state: 'now' },
          ]}
        />
      </Middle>
      <footer class="acts">
        <CloseButton />
      </footer>
    </>
  );
}
