import { browser } from '../platform/browser.ts';
import { t, type PlainKey } from '../ui/i18n.ts';

const WORKS: readonly (readonly [PlainKey, PlainKey])[] = [
  ['options_about_ask', 'options_about_ask_text'],
  ['options_about_price', 'options_about_price_text'],
  ['options_about_pay', 'options_about_pay_text'],
];

const SEES: readonly PlainKey[] = ['options_sees_pages', 'options_sees_shop', 'options_sees_wallet', 'options_sees_us'];

/** How the extension works, what it can access, and its version. */
export function About() {
  return (
    <footer class="about">
      <h2>{t('options_about_title')}</h2>
      <ol class="works">
        {WORKS.map(([title, text]) => (
          <li key={title}>
            <b>{t(title)}</b>
            <p>{t(text)}</p>
          </li>
        ))}
      </ol>
      <h2>{t('options_sees_title')}</h2>
      <ul class="sees">
        {SEES.map((word) => (
          <li key={word}>{t(word)}</li>
        ))}
      </ul>
      <p class="small">{t('options_version', { version: browser.runtime.getManifest().version })}</p>
    </footer>
  );
}
