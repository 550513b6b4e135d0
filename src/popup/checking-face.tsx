import { Ring } from '../ui/icons.tsx';
import { checkingText, checkingTitle } from '../ui/checking-text.ts';
import { t } from '../ui/i18n.ts';
import { Arrived } from './arrived.tsx';
import { CloseButton } from './close-button.tsx';
import { Details } from './details.tsx';
import type { FaceProps } from './face.ts';
import { Middle } from './middle.tsx';

/** The result is unknown and both sides are being read. Tells the user not to pay again. */
export function CheckingFace({ payment }: FaceProps<'checking'>) {
  const { failure, report } = payment;
  const title = failure?.code === 'settlement-late' ? 'error_settlement_late_title' : checkingTitle(failure?.code);
  return (
    <>
      <Middle icon={<Ring />} title={t(title)}>
        <p class="strong">{t('sheet_checking_never')}</p>
        <p>{t(checkingText(failure?.code))}</p>
        <Arrived payment={payment} />
        <Details report={report} />
      </Middle>
      <footer class="acts">
        <CloseButton />
      </footer>
    </>
  );
}
