import { useId } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.tsx';
import { say, type PlainKey } from '../ui/words.ts';

interface CopyFieldProps {
  readonly label: PlainKey;
  readonly button: PlainKey;
  readonly text: string;
  readonly isMain?: boolean;
}

/** A text to take elsewhere: shown in full, with a button that copies it. */
export function CopyField({ label, button, text, isMain = false }: CopyFieldProps) {
  const id = useId();
  return (
    <div class="copy-field">
      <p id={id} class="small">
        {say(label)}
      </p>
      <pre aria-labelledby={id} role="group">
        <code>{text}</code>
      </pre>
      <div class="copy-act">
        <CopyButton label={say(button)} text={text} look={isMain ? 'button main small-button' : 'button small-button'} />
      </div>
    </div>
  );
}
