import type { SheetCommand, SheetPayment, SheetView } from '../messages/sheet.ts';

export type Send = (command: SheetCommand) => void;

/** What each face of the sheet is drawn from. */
export interface FaceProps {
  readonly payment: SheetPayment;
  readonly unfinished?: SheetView['unfinished'];
  readonly send: Send;
}
