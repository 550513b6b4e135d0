import { useEffect, useRef, useState } from 'preact/hooks';
import type { OpenedFrom } from '../../messages/manual-payment.ts';
import { t, type PlainKey } from '../../ui/i18n.ts';
import { pictureOfTab } from './page-picture.ts';
import { PayableList } from './found-list.tsx';
import { PictureProblem, unpack } from './picture.ts';
import { Problem } from './problem.tsx';
import { readCodes } from './read-codes.ts';
import type { ManualPaymentState } from './use-manual-payment.ts';

/** Reads codes on the active page or in an image that is pasted or dropped. The text of a code is sent once. */
export function Scan({ manualPayment }: { readonly manualPayment: ManualPaymentState }) {
  const { view, isWorking, problem: last, choices, pay, scan, dismiss } = manualPayment;
  const [isReading, setReading] = useState(false);
  // Updated immediately; the state is updated with the next render.
  const busy = useRef(false);
  const [problem, setProblem] = useState<PlainKey>();
  // Origin of the last image. The choice between its codes refers to that page.
  const openedFrom = useRef<OpenedFrom | undefined>(undefined);
  const { inFront } = view ?? {};

  const read = async (picture: () => Promise<Blob>, from: OpenedFrom | undefined) => {
    if (busy.current || isWorking) return;
    busy.current = true;
    setReading(true);
    setProblem(undefined);
    dismiss();
    openedFrom.current = from;
    try {
      const texts = await readCodes(await unpack(await picture()));
      if (texts.length === 0) setProblem('bring_no_code');
      else scan({ texts, ...(from ? { from } : {}) });
    } catch (thrown) {
      setProblem(wordsFor(thrown));
    } finally {
      busy.current = false;
      setReading(false);
    }
  };
  usePictures((picture) => void read(() => Promise.resolve(picture), inFront && { tabId: inFront.tabId }));

  return (
    <section>
      <h3>{t('bring_scan_title')}</h3>
      <button
        type="button"
        class="button"
        aria-disabled={isReading || inFront === undefined}
        aria-busy={isReading}
        aria-describedby="scan-problem scan-hint"
        onClick={() => inFront !== undefined && void read(() => pictureOfTab(inFront.tabId), inFront)}
      >
        {t('bring_scan')}
      </button>
      <div id="scan-problem" role="alert">
        {problem !== undefined && <p class="note bad">{t(problem)}</p>}
      </div>
      {choices.length > 0 && (
        <>
          <h4 id="codes">{t('bring_codes_title')}</h4>
          <PayableList
            labelledBy="codes"
            payables={choices}
            isWorking={isWorking || isReading}
            onChoose={({ url }) => pay({ via: 'scanned', text: url, ...(openedFrom.current ? { from: openedFrom.current } : {}) })}
          />
        </>
      )}
      <Problem problem={last?.via === 'scanned' ? last : undefined} />
      <p id="scan-hint" class="small">
        {t('bring_scan_hint')}
      </p>
    </section>
  );
}

function wordsFor(thrown: unknown): PlainKey {
  if (!(thrown instanceof PictureProblem)) return 'bring_scan_refused';
  return thrown.kind === 'too-large' ? 'bring_picture_too_large' : 'bring_picture_unreadable';
}

/** Calls back for every image that is pasted or dropped in the window. */
function usePictures(onPicture: (picture: Blob) => void): void {
  useEffect(() => {
    const listeners = new AbortController();
    const handle = (event: Event, data: DataTransfer | null): void => {
      const [picture] = data?.files ?? [];
      if (picture === undefined) return;
      event.preventDefault();
      onPicture(picture);
    };
    addEventListener('paste', (event) => handle(event, event.clipboardData), { signal: listeners.signal });
    addEventListener('drop', (event) => handle(event, event.dataTransfer), { signal: listeners.signal });
    // Required by the browser to allow drops.
    addEventListener('dragover', (event) => event.preventDefault(), { signal: listeners.signal });
    return () => listeners.abort();
  });
}
