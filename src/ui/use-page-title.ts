import { useEffect } from 'preact/hooks';
import { type PlainKey, say } from './i18n.ts';

/** Names the page in the browser's tab, window and history. */
export function usePageTitle(word: PlainKey): void {
  useEffect(() => {
    document.title = say('ui_page_title', { name: say(word) });
  }, [word]);
}
