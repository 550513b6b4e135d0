import type { SheetView } from '../../messages/sheet.ts';
import { Logo } from '../../ui/logo.tsx';
import { t } from '../../ui/i18n.ts';
import type { Send } from '../face.ts';
import { FinishLinking } from '../finish-linking.tsx';
import { AmountForm } from './amount-form.tsx';
import { FoundList } from './found-list.tsx';
import { MenuOffer } from './menu-offer.tsx';
import { PaySomeone } from './pay-someone.tsx';
import { Problem } from './problem.tsx';
import { RecentList } from './recent-list.tsx';
import { Scan } from './scan.tsx';
import { useManualPayment, type ManualRequest } from './use-manual-payment.ts';

interface HomeFaceProps {
  readonly unfinished: SheetView['unfinished'];
  readonly send: Send;
}

/** The user opened the popup and no payment is waiting: shows the page's payables and a field for what the user wants to pay. */
export function HomeFace({ unfinished, send }: HomeFaceProps) {
  const manualPayment = useManualPayment();
  return (
    <>
      <header class="head">
        <Logo />
        <h1>{t('appName')}</h1>
      </header>
      <div class="content home">
        {manualPayment.wanted === undefined ? (
          <>
            <Problem problem={isElsewhere(manualPayment.problem?.via) ? manualPayment.problem : undefined} />
            <FoundList manualPayment={manualPayment} />
            <PaySomeone manualPayment={manualPayment} />
            <Scan manualPayment={manualPayment} />
            <RecentList recent={manualPayment.view?.recent} send={send} />
            <MenuOffer />
          </>
        ) : (
          <AmountForm key={manualPayment.wanted.payee.address} manualPayment={manualPayment} wanted={manualPayment.wanted} />
        )}
      </div>
      <footer class="acts">
        {unfinished !== undefined && <FinishLinking host={unfinished.host} send={send} />}
        <button type="button" class="button" onClick={() => send({ type: 'open-options' })}>
          {t('sheet_empty_button')}
        </button>
      </footer>
    </>
  );
}

/** Problems of typed and scanned requests are shown at their own fields. */
function isElsewhere(via: ManualRequest['via'] | undefined): boolean {
  return via === 'found' || via === 'menu';
}
