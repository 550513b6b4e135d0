import type { FunctionComponent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { SHEET_PORT, type SheetCommand, type SheetFace, type SheetView } from '../messages/sheet.ts';
import { Announcer } from '../ui/announcer.tsx';
import { useWorker } from '../ui/use-worker.ts';
import { say } from '../ui/words.ts';
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

/** The whole sheet. Until the worker's first view, the page's own bones stand in its place. */
export function Sheet() {
  const { view, reconnecting, send } = useWorker<SheetView, SheetCommand>(SHEET_PORT, parseSheetView);
  const payment = view?.payment;
  const main = useFocusOnNewFace(view === undefined ? undefined : placeOf(view));
  if (view === undefined) return reconnecting ? <p class="away-note">{say('ui_reconnecting')}</p> : null;
  const Face = payment === undefined ? undefined : FACES[payment.face];
  return (
    <>
      <main ref={main} class={reconnecting ? 'sheet away' : 'sheet'} data-face={payment?.face ?? 'empty'} aria-busy={reconnecting}>
        {payment === undefined || Face === undefined ? (
          <HomeFace unfinished={view.unfinished} send={send} />
        ) : (
          <>
            <Header payment={payment} />
            <Face key={placeOf(view)} payment={payment} {...(view.unfinished ? { unfinished: view.unfinished } : {})} send={send} />
          </>
        )}
      </main>
      {reconnecting && <p class="away-note">{say('ui_reconnecting')}</p>}
      <Announcer text={reconnecting ? say('ui_reconnecting') : announcement(view)} />
    </>
  );
}

const FACES: Readonly<Record<SheetFace, FunctionComponent<FaceProps>>> = {
  pricing: PriceFace,
  ready: PriceFace,
  permission: PermissionFace,
  link: LinkFace,
  consent: ConsentFace,
  paying: PayingFace,
  paid: PaidFace,
  checking: CheckingFace,
  declined: OverFace,
  failed: OverFace,
  expired: OverFace,
};

/** Which payment and which face: `ready` is `pricing` with its bones filled in, so nothing moves under the person's hands. */
function placeOf({ payment }: SheetView): string {
  if (payment === undefined) return 'empty';
  const face: SheetFace = payment.face === 'ready' ? 'pricing' : payment.face;
  return `${payment.paymentId} ${face}`;
}

/** Moves the focus to the heading of a new face, as its old place has gone with the old face. The first face takes no focus. */
function useFocusOnNewFace(place: string | undefined) {
  const main = useRef<HTMLElement>(null);
  const last = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (last.current !== undefined && place !== undefined && last.current !== place) {
      main.current?.querySelector<HTMLElement>('[data-heading]')?.focus();
    }
    last.current = place;
  }, [place]);
  return main;
}
