import { useState } from 'preact/hooks';
import type { SheetPaymentOn } from '../messages/sheet.ts';

export interface WarningConfirmationState {
  /** True if a warning must be confirmed. */
  readonly needsConfirmation: boolean;
  readonly warningConfirmed: boolean;
  readonly setWarningConfirmed: (isConfirmed: boolean) => void;
}

/** Whether the user has confirmed the warning for these facts. Other facts need another confirmation. */
export function useWarningConfirmation(payment: SheetPaymentOn<'pricing' | 'ready'>): WarningConfirmationState {
  const [confirmedDigest, setConfirmedDigest] = useState<string>();
  const { digest, payeeMemory } = payment.face === 'ready' ? payment : {};
  const needsConfirmation = payeeMemory?.needsConfirmation === true;
  return {
    needsConfirmation,
    warningConfirmed: needsConfirmation && digest !== undefined && confirmedDigest === digest,
    setWarningConfirmed: (isConfirmed) => setConfirmedDigest(isConfirmed ? digest : undefined),
  };
}
