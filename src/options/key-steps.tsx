import { useState } from 'preact/hooks';
import type { OptionsKeyPage, OptionsWallet } from '../messages/options.ts';
import { browser } from '../platform/browser.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Host } from '../ui/host.tsx';
import { Translated } from '../ui/translated.tsx';
import { t, type PlainKey } from '../ui/i18n.ts';
import { CopyField } from './copy-field.tsx';

interface KeyStepsProps {
  readonly title: string;
  readonly text: string;
  readonly page: OptionsKeyPage | undefined;
  readonly publicKey: OptionsWallet['key'];
}

const OPEN_WORDS: Readonly<Record<OptionsKeyPage['kind'], PlainKey>> = {
  asks: 'options_open_asks',
  paste: 'options_open_paste',
  site: 'options_open_site',
};

/** How the user adds the key at the wallet: a button that opens its key page, and the key to copy. */
export function KeySteps({ title, text, page, publicKey }: KeyStepsProps) {
  return (
    <div class="key-steps">
      <h3>{title}</h3>
      <p>{text}</p>
      {page !== undefined && <p>{t(OPEN_WORDS[page.kind])}</p>}
      <div class="copy-act">
        {page !== undefined && <OpenButton page={page} />}
        <CopyButton label={t('options_copy_key')} text={publicKey.base64} />
      </div>
      <details class="fold">
        <summary>{t('options_other_forms')}</summary>
        <CopyField label="options_key_base64" text={publicKey.base64} />
        <CopyField label="options_key_jwk" button="options_copy_jwk" text={JSON.stringify(publicKey.jwk, null, 2)} />
      </details>
    </div>
  );
}

/** Opens the wallet's key page in a tab. If the user must paste the key there, it is copied first. */
function OpenButton({ page }: { readonly page: OptionsKeyPage }) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  const open = async () => {
    // Before the tab opens: browsers copy only in a focused document.
    if (page.kind !== 'asks') setOutcome(await copy(page.key));
    await browser.tabs.create({ url: page.url });
  };
  return (
    <>
      <button type="button" class="button main small-button" onClick={() => void open()}>
        <Translated word="options_open_button" with={{ host: <Host host={page.host} /> }} />
      </button>
      <span role="status" class={outcome === 'failed' ? 'small' : 'small copied'}>
        {outcome === 'copied' && t('options_open_copied')}
        {outcome === 'failed' && t('options_copy_failed')}
      </span>
    </>
  );
}

function copy(text: string): Promise<'copied' | 'failed'> {
  return navigator.clipboard.writeText(text).then(
    () => 'copied' as const,
    () => 'failed' as const,
  );
}
