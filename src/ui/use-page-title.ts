import { useEffect } from 'preact/hooks';
import { type PlainKey, t } from './i18n.ts';

/** Names the page in the browser's tab, window and history. */
export function usePageTitle(word: PlainKey): void {
  useEffect(() => {
    document.title = t('ui_page_title', { name: t(word) });
  }, [word]);
}
