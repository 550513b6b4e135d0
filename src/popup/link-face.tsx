import { Money } from '../ui/money-text.tsx';
import { Host } from '../ui/host.tsx';
import { Translated } from '../ui/translated.tsx';
import { Purse } from '../ui/icons.tsx';
import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';
import { FinishLinking } from './finish-linking.tsx';
import { LeaveButtons } from './leave-buttons.tsx';
import { textsFor } from './payment-texts.ts';
import { Middle } from './middle.tsx';

/** No wallet is linked, or its key is not published yet. The order waits. */
export function LinkFace({ payment, unfinished, send }: FaceProps<'link'>) {
  return (
    <>
      <Middle icon={<Purse />} title={<Translated word="sheet_link_title" with={{ amount: <Money amount={payment.total} /> }} />}>
        <p>
          {unfinished === undefined ? (
            t('sheet_link_text')
          ) : (
            <Translated word="sheet_finish_text" with={{ host: <Host host={unfinished.host} /> }} />
          )}{' '}
          {t(textsFor(payment).waits)}
        </p>
      </Middle>
      <footer class="acts">
        {unfinished === undefined ? (
          <button type="button" class="button main" onClick={() => send({ type: 'open-options' })}>
            {t('sheet_link_button')}
          </button>
        ) : (
          <FinishLinking host={unfinished.host} send={send} />
        )}
        <LeaveButtons payment={payment} send={send} />
      </footer>
    </>
  );
}
