import { Host } from '../ui/host.tsx';
import { Translated } from '../ui/translated.tsx';
import type { Send } from './face.ts';

interface FinishLinkingProps {
  readonly host: string;
  readonly send: Send;
}

/** Opens the page of a wallet that has not published the key yet. */
export function FinishLinking({ host, send }: FinishLinkingProps) {
  return (
    <button type="button" class="button main" onClick={() => send({ type: 'open-options' })}>
      <Translated word="sheet_finish_linking" with={{ host: <Host host={host} /> }} />
    </button>
  );
}
