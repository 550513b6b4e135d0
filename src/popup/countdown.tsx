import { useEffect, useState } from 'preact/hooks';
import { Translated } from '../ui/translated.tsx';
import { t } from '../ui/i18n.ts';

const SECOND = 1000;

/** The remaining time of the quote. The worker renews the quote. */
export function Countdown({ until }: { readonly until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, [until]);
  const left = Math.floor((until - now) / SECOND);
  if (left <= 0) return <>{t('sheet_price_renewing')}</>;
  return <Translated word="sheet_price_held" with={{ time: <span class="money">{clockTime(left)}</span> }} />;
}

/** Formats seconds as `m:ss`, or `h:mm:ss` from one hour on. */
export function clockTime(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const padded = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${padded}` : `${minutes}:${padded}`;
}
