import { useEffect, useState } from 'preact/hooks';
import type { PlainKey } from '../ui/i18n.ts';

/** The pages behind the one address, told apart by its hash, that the navigation leads to. */
export const ROUTES = {
  wallets: 'options_nav_wallets',
  history: 'options_nav_history',
  safety: 'options_safety_title',
} as const satisfies Record<string, PlainKey>;

/** `welcome` opens by itself after the install, and nothing leads back to it. */
export type RouteName = keyof typeof ROUTES | 'welcome';

/** What an address names: a page, and in the history perhaps the payment whose receipt is to be open. */
export interface Route {
  readonly place: RouteName;
  readonly receipt?: string;
}

/** Reads an address's hash, such as `#safety` or `#history/<payment>`; the wallets for everything else. */
export function routeOf(hash: string): Route {
  const [name = '', receipt = ''] = hash.replace(/^#/, '').split('/', 2);
  const place = [...Object.keys(ROUTES), 'welcome'].find((known): known is RouteName => known === name) ?? 'wallets';
  return place === 'history' && receipt !== '' ? { place, receipt } : { place };
}

/** What the address names now. A change moves the focus to the new heading, as a link to another page would; a receipt takes it itself. */
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
