import type { ComponentChildren } from 'preact';

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
  readonly isSum?: boolean;
}

/** A row of a receipt. */
export function Fact({ name, children, isSum = false }: FactProps) {
  return (
    <div class={isSum ? 'sum' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
