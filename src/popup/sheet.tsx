import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import { type SheetCommand, type SheetFace, sheetPortName, type SheetView } from '../messages/sheet.ts';
import { Announcer } from '../ui/announcer.tsx';
import { titleOf, usePageTitle } from '../ui/use-page-title.ts';
import { useWorker } from '../ui/use-worker.ts';
import { type PlainKey, t } from '../ui/i18n.ts';
import { announcement } from './announcement.ts';
import { CheckingFace } from './checking-face.tsx';
import { ConsentFace } from './consent-face.tsx';
import type { FaceProps } from './face.ts';
import { Header } from './header.tsx';
import { HomeFace } from './home/home-face.tsx';
import { LinkFace } from './link-face.tsx';
import { OverFace } from './over-face.tsx';
import { PaidFace } from './paid-face.tsx';
import { parseSheetView } from './parse-view.ts';
import { PayingFace } from './paying-face.tsx';
import { PermissionFace } from './permission-face.tsx';
import { PriceFace } from './price-face.tsx';

/** The whole sheet. Until the worker's first view, the document's static skeleton is visible. */
export function Sheet() {
  const { view, reconnecting, send } = useSheetWorker();
  const payment = view?.payment;
  usePageTitle(titleOf(titleWord(payment)));
  const main = useFocusOnNewScreen(view === undefined ? undefined : screenKey(view));
  if (view === undefined) return reconnecting ? <p class="away-note">{t('ui_reconnecting')}</p> : null;
  return (
    <>
      <main ref={main} class={reconnecting ? 'sheet away' : 'sheet'} data-face={payment?.face ?? 'empty'} aria-busy={reconnecting}>
        {payment === undefined ? (
          <HomeFace unfinished={view.unfinished} send={send} />
        ) : (
          <>
            <Header payment={payment} />
            <Face key={screenKey(view)} payment={payment} {...(view.unfinished ? { unfinished: view.unfinished } : {})} send={send} />
          </>
        )}
      </main>
      {reconnecting && <p class="away-note">{t('ui_reconnecting')}</p>}
      <Announcer text={reconnecting ? t('ui_reconnecting') : announcement(view)} />
    </>
  );
}

/** The worker's latest view. A view that closes the sheet is handled here and does not change the screen. */
function useSheetWorker() {
  const last = useRef<SheetView>(undefined);
  const portName = useCallback(() => sheetPortName(last.current?.payment?.paymentId), []);
  const { view, reconnecting, send } = useWorker<SheetView, SheetCommand>(portName, parseSheetView);
  if (view?.closes !== true) last.current = view;
  useLayoutEffect(() => {
    // The browser lets an extension's page close itself as a popup, window or tab.
    if (view?.closes === true) window.close();
  }, [view]);
  return { view: last.current, reconnecting, send };
}

function titleWord(payment: SheetView['payment']): PlainKey {
  if (payment === undefined) return 'bring_title';
  return payment.isPractice ? 'sheet_practice_title' : 'ui_title_payment';
}

/** The screen of a payment. */
function Face({ payment, ...rest }: FaceProps) {
  switch (payment.face) {
    case 'pricing':
    case 'ready':
      return <PriceFace payment={payment} {...rest} />;
    case 'permission':
      return <PermissionFace payment={payment} {...rest} />;
    case 'link':
      return <LinkFace payment={payment} {...rest} />;
    case 'consent':
      return <ConsentFace payment={payment} {...rest} />;
    case 'paying':
      return <PayingFace payment={payment} {...rest} />;
    case 'paid':
      return <PaidFace payment={payment} {...rest} />;
    case 'checking':
      return <CheckingFace payment={payment} {...rest} />;
    case 'declined':
    case 'failed':
    case 'expired':
      return <OverFace payment={payment} {...rest} />;
  }
}

/** The payment and its screen. `ready` is the same screen as `pricing`, so that nothing moves when the facts arrive. */
function screenKey({ payment }: SheetView): string {
  if (payment === undefined) return 'empty';
  const face: SheetFace = payment.face === 'ready' ? 'pricing' : payment.face;
  return `${payment.paymentId} ${face}`;
}

/** Moves the focus to the heading of each new screen, because the focused element of the previous one is gone. */
function useFocusOnNewScreen(place: string | undefined) {
  const main = useRef<HTMLElement>(null);
  const last = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (place !== undefined && last.current !== place) {
      main.current?.querySelector<HTMLElement>('[data-heading]')?.focus();
    }
    last.current = place;
  }, [place]);
  return main;
}
