import { useState } from 'preact/hooks';
import type { SheetPayment } from '../messages/sheet.ts';

export interface LookState {
  /** True while a warning asks for a second look. */
  readonly needsLook: boolean;
  readonly hasLooked: boolean;
  readonly setLooked: (hasLooked: boolean) => void;
}

/** Whether the user confirmed a look at these very facts: other facts ask for another look. */
export function useLook({ face, payeeMemory, digest }: SheetPayment): LookState {
  const [looked, setLooked] = useState<string>();
  const needsLook = face === 'ready' && payeeMemory?.needsLook === true;
  return {
    needsLook,
    hasLooked: needsLook && digest !== undefined && looked === digest,
    setLooked: (hasLooked) => setLooked(hasLooked ? digest : undefined),
  };
}
