import { Mark } from '../ui/mark.tsx';
import { Purse } from '../ui/signs.tsx';
import { say } from '../ui/words.ts';
import type { Send } from './face.ts';
import { Middle } from './middle.tsx';

/** The sheet was opened by hand, and nothing waits. */
export function EmptyFace({ send }: { readonly send: Send }) {
  return (
    <>
      <header class="head">
        <Mark />
        <h1>{say('appName')}</h1>
      </header>
      <Middle sign={<Purse />} title={say('sheet_empty_title')}>
        <p>{say('sheet_empty_text')}</p>
      </Middle>
      <footer class="acts">
        <button type="button" class="button main" onClick={() => send({ type: 'open-options' })}>
          {say('sheet_empty_button')}
        </button>
      </footer>
    </>
  );
}
