import { t } from './i18n.ts';

/**
 * Sets the document's language and direction from the catalogue that the browser has chosen. The browser's own language is not used: there
 * may be no catalogue for it.
 */
export function setPageLanguage(): void {
  document.documentElement.lang = t('ui_language');
  document.documentElement.dir = t('ui_direction');
}
