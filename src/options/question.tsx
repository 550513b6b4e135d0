import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface QuestionProps {
  /** One level below the heading before it. */
  readonly level: 3 | 4;
  readonly title: ComponentChildren;
  readonly text: ComponentChildren;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks for confirmation before something ends, and explains the effect. */
export function Question({ level, title, text, yes, no, onYes, onNo }: QuestionProps) {
  const Heading = level === 3 ? 'h3' : 'h4';
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="note bad question">
      <Heading ref={heading} tabIndex={-1} data-heading>
        {title}
      </Heading>
      <p>{text}</p>
      <div class="question-acts">
        <button type="button" class="button danger" onClick={onYes}>
          {yes}
        </button>
        <button type="button" class="button" onClick={onNo}>
          {no}
        </button>
      </div>
    </div>
  );
}
