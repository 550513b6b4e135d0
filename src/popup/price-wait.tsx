import { useEffect, useState } from 'preact/hooks';
import { t } from '../ui/i18n.ts';
import { clockTime } from './countdown.tsx';

const SECOND = 1000;
/** Seconds after which the sheet says that the wallet is slow and shows the elapsed time. */
const SLOW_AFTER = 5;

/** Shown while the wallet computes the quote. Cancel stays available. */
export function PriceWait({ since }: { readonly since: number | undefined }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  const waited = since === undefined ? 0 : Math.floor((now - since) / SECOND);
  const isSlow = waited >= SLOW_AFTER;
  return (
    <>
      <span aria-live="polite">{t(isSlow ? 'sheet_price_slow' : 'sheet_asking_price')}</span>
      {isSlow && (
        <span class="money" aria-hidden="true">
          {' '}
          {clockTime(waited)}
        </span>
      )}
    </>
  );
}
