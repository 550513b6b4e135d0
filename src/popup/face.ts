import type { SheetCommand, SheetPayment, SheetView } from '../messages/sheet.ts';

export type Send = (command: SheetCommand) => void;

/** Props of each screen of the sheet. */
export interface FaceProps {
  readonly payment: SheetPayment;
  readonly unfinished?: SheetView['unfinished'];
  readonly send: Send;
}
