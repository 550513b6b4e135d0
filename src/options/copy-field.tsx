import { useEffect, useId, useState } from 'preact/hooks';
import { say, type PlainKey } from '../ui/words.ts';

interface CopyFieldProps {
  readonly label: PlainKey;
  readonly button: PlainKey;
  readonly text: string;
  readonly isMain?: boolean;
}

const SHOW_FOR = 4000;

/** A text to take elsewhere: shown in full, with a button that copies it. */
export function CopyField({ label, button, text, isMain = false }: CopyFieldProps) {
  const id = useId();
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), SHOW_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  };
  return (
    <div class="copy-field">
      <p id={id} class="small">
        {say(label)}
      </p>
      <pre aria-labelledby={id} role="group">
        <code>{text}</code>
      </pre>
      <div class="copy-act">
        <button type="button" class={isMain ? 'button main small-button' : 'button small-button'} onClick={copy}>
          {say(button)}
        </button>
        <span role="status" class={outcome === 'failed' ? 'small' : 'small copied'}>
          {outcome === 'copied' && say('options_copied')}
          {outcome === 'failed' && say('options_copy_failed')}
        </span>
      </div>
    </div>
  );
}
