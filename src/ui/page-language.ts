import { t } from './i18n.ts';

/**
 * Says in which language the page's words are, and which way they run. The catalogue that the browser has chosen tells both, and not the
 * browser's own language: where there is no catalogue for that, the words are in another one.
 */
export function setPageLanguage(): void {
  document.documentElement.lang = t('ui_language');
  document.documentElement.dir = t('ui_direction');
}
