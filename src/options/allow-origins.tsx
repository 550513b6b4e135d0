import { useState } from 'preact/hooks';
import { browser } from '../platform/browser.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { t } from '../ui/i18n.ts';

interface AllowOriginsProps {
  readonly origins: readonly string[];
  readonly onAllowed: () => void;
}

/** Requests the browser's permission to access a wallet whose servers do not support CORS. */
export function AllowOrigins({ origins, onAllowed }: AllowOriginsProps) {
  const [isRefused, setRefused] = useState(false);
  // Browsers grant permissions only within a user activation, so nothing may be awaited before this call.
  const request = () => {
    browser.permissions.request({ origins: origins.map(asPattern) }).then(
      (isGranted) => (isGranted ? onAllowed() : setRefused(true)),
      () => setRefused(true),
    );
  };
  return (
    <div class="note warn allow">
      <p>
        <b>{t('options_allow_title')}</b>
      </p>
      <p>{t('options_allow_text')}</p>
      <ul>
        {origins.map((origin) => (
          <li key={origin}>
            <Untrusted text={origin} />
          </li>
        ))}
      </ul>
      <p role="status">{isRefused && t('options_allow_refused')}</p>
      <button type="button" class="button" onClick={request}>
        {t('options_allow_button')}
      </button>
    </div>
  );
}

function asPattern(origin: string): string {
  return origin.endsWith('/*') ? origin : `${origin.replace(/\/$/, '')}/*`;
}
