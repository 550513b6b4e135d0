import { Host } from '../ui/host.tsx';
import { Translated } from '../ui/translated.tsx';
import type { FaceProps } from './face.ts';

/** Where the checkout page leads, if that is not the merchant's registered host. */
export function ReturnNote({ host }: { readonly host: string | undefined }) {
  if (host === undefined) return null;
  return (
    <p class="note warn">
      <Translated word="sheet_return_note" with={{ host: <Host host={host} /> }} />
    </p>
  );
}

/** Goes there. Nobody is taken to another host than the merchant's without this press. */
export function ReturnButton({ payment: { paymentId, returnHost }, send }: FaceProps<'paid' | 'declined'>) {
  if (returnHost === undefined) return null;
  return (
    <button type="button" class="button" onClick={() => send({ type: 'return', paymentId })}>
      <Translated word="sheet_return" with={{ host: <Host host={returnHost} /> }} />
    </button>
  );
}
