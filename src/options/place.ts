import { useEffect, useState } from 'preact/hooks';
import type { PlainKey } from '../ui/words.ts';

/** The pages behind the one address, told apart by its hash. */
export const PLACES = {
  wallets: 'options_nav_wallets',
  history: 'options_nav_history',
  safety: 'options_safety_title',
} as const satisfies Record<string, PlainKey>;

export type Place = keyof typeof PLACES;

/** Which page the address names; the wallets for everything else. */
export function placeOf(hash: string): Place {
  const name = hash.replace(/^#/, '');
  return name in PLACES ? (name as Place) : 'wallets';
}

/** The page that the address names now. A change moves the focus to the new heading, as a link to another page would. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    const onChange = () => {
      setPlace(placeOf(location.hash));
      setChanges((count) => count + 1);
    };
    window.addEventListener('hashchange', onChange, { signal: life.signal });
    return () => life.abort();
  }, []);
  useEffect(() => {
    if (changes === 0) return;
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('h1')?.focus();
  }, [place, changes]);
  return place;
}
