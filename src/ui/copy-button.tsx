import { useEffect, useState } from 'preact/hooks';
import { t } from './i18n.ts';

interface CopyButtonProps {
  readonly label: string;
  /** The text to copy; absent while it is not known. */
  readonly text: string | undefined;
  readonly look?: string;
}

const SHOW_FOR = 4000;

/** Copies a text when pressed, and shows whether it succeeded. */
export function CopyButton({ label, text, look = 'button small-button' }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), SHOW_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);
  // Browsers copy only within a user activation, so the text must be known before.
  const copy = () => {
    if (text === undefined) return;
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  return (
    <>
      <button type="button" class={look} aria-disabled={text === undefined} onClick={copy}>
        {label}
      </button>
      <span role="status" class={outcome === 'failed' ? 'small' : 'small copied'}>
        {outcome === 'copied' && t('options_copied')}
        {outcome === 'failed' && t('options_copy_failed')}
      </span>
    </>
  );
}
