import { useEffect } from 'preact/hooks';
import { type PlainKey, t } from './i18n.ts';

/** A page's title: its content, then the product. */
export function titleOf(word: PlainKey): string {
  return t('ui_page_title', { name: t(word) });
}

/** Sets the document's title. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
