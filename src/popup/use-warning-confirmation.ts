import { useState } from 'preact/hooks';
import type { SheetPayment } from '../messages/sheet.ts';

export interface WarningConfirmationState {
  /** True if a warning must be confirmed. */
  readonly needsConfirmation: boolean;
  readonly warningConfirmed: boolean;
  readonly setWarningConfirmed: (isConfirmed: boolean) => void;
}

/** Whether the user has confirmed the warning for these facts. Other facts need another confirmation. */
export function useWarningConfirmation({ face, payeeMemory, digest }: SheetPayment): WarningConfirmationState {
  const [confirmedDigest, setConfirmedDigest] = useState<string>();
  const needsConfirmation = face === 'ready' && payeeMemory?.needsConfirmation === true;
  return {
    needsConfirmation,
    warningConfirmed: needsConfirmation && digest !== undefined && confirmedDigest === digest,
    setWarningConfirmed: (isConfirmed) => setConfirmedDigest(isConfirmed ? digest : undefined),
  };
}
