import { useEffect } from 'preact/hooks';
import { type PlainKey, t } from './i18n.ts';

/** A page's title: what it shows, then the product. */
export function titleOf(word: PlainKey): string {
  return t('ui_page_title', { name: t(word) });
}

/** Names the page in the browser's tab, window and history. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
