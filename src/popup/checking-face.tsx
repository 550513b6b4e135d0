import { ErrorWords } from '../ui/error-words.tsx';
import { Ring } from '../ui/signs.tsx';
import { say } from '../ui/words.ts';
import { Arrived } from './arrived.tsx';
import { CloseButton } from './close-button.tsx';
import { Details } from './details.tsx';
import type { FaceProps } from './face.ts';
import { Middle } from './middle.tsx';

/** Nobody knows yet whether the money moved; both sides are being read. The one thing to say is not to pay again. */
export function CheckingFace({ payment }: FaceProps) {
  const { failure, report } = payment;
  const late = failure?.code === 'settlement-late' ? failure : undefined;
  return (
    <>
      <Middle sign={<Ring />} title={late === undefined ? say('sheet_checking_title') : <ErrorWords failure={late} part="title" />}>
        <p class="strong">{say('sheet_checking_never')}</p>
        <p>{say(late === undefined ? 'sheet_checking_text' : 'sheet_late_text')}</p>
        <Arrived payment={payment} />
        <Details report={report} />
      </Middle>
      <footer class="acts">
        <CloseButton />
      </footer>
    </>
  );
}
