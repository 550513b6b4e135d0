import { useEffect, useState } from 'preact/hooks';
import type { PlainKey } from '../ui/i18n.ts';

/** The pages of the navigation, by the URL's hash. */
export const ROUTES = {
  wallets: 'options_nav_wallets',
  history: 'options_nav_history',
  safety: 'options_safety_title',
} as const satisfies Record<string, PlainKey>;

/** `welcome` opens after the installation only. */
export type RouteName = keyof typeof ROUTES | 'welcome';

/** A page and, in the history, optionally a payment whose receipt is open. */
export interface Route {
  readonly place: RouteName;
  readonly receipt?: string;
}

/** Parses a URL's hash, such as `#safety` or `#history/<payment>`. The default is the wallets page. */
export function routeOf(hash: string): Route {
  const [name = '', receipt = ''] = hash.replace(/^#/, '').split('/', 2);
  const place = [...Object.keys(ROUTES), 'welcome'].find((known): known is RouteName => known === name) ?? 'wallets';
  return place === 'history' && receipt !== '' ? { place, receipt } : { place };
}

/** The current route. A change moves the focus to the new heading, like a navigation; a receipt focuses itself. */
export function useRoute(): Route {
  const [address, setAddress] = useState(() => routeOf(location.hash));
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    const onChange = () => {
      setAddress(routeOf(location.hash));
      setChanges((count) => count + 1);
    };
    window.addEventListener('hashchange', onChange, { signal: life.signal });
    return () => life.abort();
  }, []);
  useEffect(() => {
    if (changes === 0 || address.receipt !== undefined) return;
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('h1')?.focus();
  }, [address, changes]);
  return address;
}
