import { useId } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.tsx';
import { t, type PlainKey } from '../ui/i18n.ts';

interface CopyFieldProps {
  readonly label: PlainKey;
  /** Without it the text is for reading and selecting only: the button stands elsewhere. */
  readonly button?: PlainKey;
  readonly text: string;
}

/** A text to take elsewhere: shown in full, perhaps with a button that copies it. */
export function CopyField({ label, button, text }: CopyFieldProps) {
  const id = useId();
  return (
    <div class="copy-field">
      <p id={id} class="small">
        {t(label)}
      </p>
      <pre aria-labelledby={id} role="group">
        <code>{text}</code>
      </pre>
      {button !== undefined && (
        <div class="copy-act">
          <CopyButton label={t(button)} text={text} />
        </div>
      )}
    </div>
  );
}
