import type { ComponentChildren } from 'preact';

interface MiddleProps {
  readonly icon: ComponentChildren;
  readonly title: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A screen with one message: an icon, a heading and a short text. */
export function Middle({ icon, title, children }: MiddleProps) {
  return (
    <div class="content middle">
      {icon}
      <h2 tabIndex={-1} data-heading>
        {title}
      </h2>
      {children}
    </div>
  );
}
