import { useState } from 'preact/hooks';
import type { SheetPayment } from '../messages/sheet.ts';

export interface LookState {
  /** True if a warning must be confirmed. */
  readonly needsLook: boolean;
  readonly hasLooked: boolean;
  readonly setLooked: (hasLooked: boolean) => void;
}

/** Whether the user has confirmed the warning for these facts. Other facts need another confirmation. */
export function useLook({ face, payeeMemory, digest }: SheetPayment): LookState {
  const [looked, setLooked] = useState<string>();
  const needsLook = face === 'ready' && payeeMemory?.needsLook === true;
  return {
    needsLook,
    hasLooked: needsLook && digest !== undefined && looked === digest,
    setLooked: (hasLooked) => setLooked(hasLooked ? digest : undefined),
  };
}
