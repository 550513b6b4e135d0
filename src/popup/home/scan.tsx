import { useEffect, useRef, useState } from 'preact/hooks';
import { t, type PlainKey } from '../../ui/i18n.ts';
import { pictureOfTab } from './page-picture.ts';
import { PayableList } from './found-list.tsx';
import { PictureProblem, unpack } from './picture.ts';
import { Problem } from './problem.tsx';
import { readCodes } from './read-codes.ts';
import type { Bringing, Wish } from './use-bring.ts';

type Whence = NonNullable<Wish['from']>;

/** Codes: on the page in front, or in a picture that is pasted or dropped. What one says is sent once, as it was when it was read. */
export function Scan({ bringing: { view, isWorking, problem: last, choices, pay, scan, letGo } }: { readonly bringing: Bringing }) {
  const [isReading, setReading] = useState(false);
  // Known at once, while the state comes with the next drawing.
  const busy = useRef(false);
  const [problem, setProblem] = useState<PlainKey>();
  // Where the last picture came from; the choice between its codes is about that page.
  const whence = useRef<Whence | undefined>(undefined);
  const { inFront } = view ?? {};

  const read = async (picture: () => Promise<Blob>, from: Whence | undefined) => {
    if (busy.current || isWorking) return;
    busy.current = true;
    setReading(true);
    setProblem(undefined);
    letGo();
    whence.current = from;
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
            onChoose={({ url }) => pay({ via: 'scanned', text: url, ...(whence.current ? { from: whence.current } : {}) })}
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

/** Hears of every picture that is pasted or dropped anywhere in the window. */
function usePictures(onPicture: (picture: Blob) => void): void {
  useEffect(() => {
    const life = new AbortController();
    const take = (event: Event, data: DataTransfer | null): void => {
      const [picture] = data?.files ?? [];
      if (picture === undefined) return;
      event.preventDefault();
      onPicture(picture);
    };
    addEventListener('paste', (event) => take(event, event.clipboardData), { signal: life.signal });
    addEventListener('drop', (event) => take(event, event.dataTransfer), { signal: life.signal });
    // Without it nothing can be dropped.
    addEventListener('dragover', (event) => event.preventDefault(), { signal: life.signal });
    return () => life.abort();
  });
}
