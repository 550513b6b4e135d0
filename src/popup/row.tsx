import type { ComponentChildren } from 'preact';

interface RowProps {
  readonly name: ComponentChildren;
  readonly children: ComponentChildren;
  readonly sum?: boolean;
}

/** A row of a list: a name and its value. */
export function Row({ name, children, sum = false }: RowProps) {
  return (
    <div class={sum ? 'row sum' : 'row'}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
