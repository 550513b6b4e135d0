import { Money } from '../ui/money-text.tsx';
import { Say } from '../ui/say.tsx';
import { Purse } from '../ui/signs.tsx';
import { say } from '../ui/words.ts';
import type { FaceProps } from './face.ts';
import { LeaveButtons } from './leave-buttons.tsx';
import { Middle } from './middle.tsx';

/** No wallet is linked yet: the order waits while one is. */
export function LinkFace({ payment, send }: FaceProps) {
  return (
    <>
      <Middle sign={<Purse />} title={<Say word="sheet_link_title" with={{ amount: <Money amount={payment.total} /> }} />}>
        <p>{say('sheet_link_text')}</p>
      </Middle>
      <footer class="acts">
        <button type="button" class="button main" onClick={() => send({ type: 'open-options' })}>
          {say('sheet_link_button')}
        </button>
        <LeaveButtons payment={payment} send={send} />
      </footer>
    </>
  );
}
