import type { SheetCommand, SheetFace, SheetPaymentOn, SheetView } from '../messages/sheet.ts';

export type Send = (command: SheetCommand) => void;

/** Props of each screen of the sheet. */
export interface FaceProps<Face extends SheetFace = SheetFace> {
  readonly payment: SheetPaymentOn<Face>;
  readonly unfinished?: SheetView['unfinished'];
  readonly send: Send;
}
