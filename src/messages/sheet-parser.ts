import * as v from 'valibot';
import { messageParser } from './message-parser.ts';
import { assertionSchema } from './passkey.ts';
import { permissionSchema } from './permission.ts';
import type { SheetCommand } from './sheet.ts';

const id = v.pipe(v.string(), v.maxLength(64));
const walletId = v.pipe(v.string(), v.maxLength(2048));

const command = v.variant('type', [
  v.object({
    type: v.literal('approve'),
    paymentId: id,
    digest: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    warningConfirmed: v.exactOptional(v.literal(true)),
    assertion: v.exactOptional(assertionSchema),
  }),
  v.object({ type: v.literal('permit'), paymentId: id, permission: permissionSchema }),
  v.object({ type: v.literal('close-cover'), paymentId: id }),
  v.object({ type: v.literal('cancel'), paymentId: id }),
  v.object({ type: v.literal('other-methods'), paymentId: id }),
  v.object({ type: v.literal('choose-wallet'), paymentId: id, walletId }),
  v.object({ type: v.literal('again'), paymentId: id }),
  v.object({ type: v.literal('open-options'), place: v.exactOptional(v.picklist(['safety', 'history'])) }),
  v.object({ type: v.literal('open-history'), paymentId: id }),
  v.object({ type: v.literal('show-consent'), paymentId: id }),
  v.object({ type: v.literal('dismiss'), paymentId: id }),
  v.object({ type: v.literal('return'), paymentId: id }),
  v.object({ type: v.literal('show-receipt'), paymentId: id }),
]);

/** Parses a command of the sheet; undefined if it is invalid. Only the sheet's page may send it. */
export const parseSheetCommand = messageParser<SheetCommand>()(command);
