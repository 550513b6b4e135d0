import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { say } from '../../ui/words.ts';

interface QuestionProps {
  readonly title: ComponentChildren;
  readonly text: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks once more before something is gone for good. */
export function Question({ title, text, yes, onYes, onNo }: QuestionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="note bad question">
      <h4 ref={heading} tabIndex={-1} data-heading>
        {title}
      </h4>
      <p>{text}</p>
      <div class="question-acts">
        <button type="button" class="button danger" onClick={onYes}>
          {yes}
        </button>
        <button type="button" class="button" onClick={onNo}>
          {say('history_keep')}
        </button>
      </div>
    </div>
  );
}
