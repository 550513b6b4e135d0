import { useId } from 'preact/hooks';
import { CopyButton } from '../ui/copy-button.tsx';
import { t, type PlainKey } from '../ui/i18n.ts';

interface CopyFieldProps {
  readonly label: PlainKey;
  /** Without it the text can only be read and selected: the button is elsewhere. */
  readonly button?: PlainKey;
  readonly text: string;
}

/** A text to copy, with an optional button. */
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
