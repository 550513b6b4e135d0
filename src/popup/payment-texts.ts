import type { SheetPayment } from '../messages/sheet.ts';
import type { PlainKey } from '../ui/i18n.ts';

interface PaymentTexts {
  readonly total: PlainKey;
  readonly hiddenPayee: PlainKey;
  readonly learns: PlainKey;
  readonly waits: PlainKey;
  readonly cancel: PlainKey;
  readonly startOver: PlainKey;
}

const TEXTS: Readonly<Record<SheetPayment['subject'], PaymentTexts>> = {
  order: {
    total: 'sheet_total',
    hiddenPayee: 'sheet_payee_hidden',
    learns: 'sheet_learns',
    waits: 'sheet_waits_order',
    cancel: 'sheet_cancel_order',
    startOver: 'sheet_start_over_order',
  },
  invoice: {
    total: 'sheet_total',
    hiddenPayee: 'sheet_payee_hidden_manual',
    learns: 'sheet_learns_invoice',
    waits: 'sheet_waits_manual',
    cancel: 'sheet_cancel_manual',
    startOver: 'sheet_start_over_invoice',
  },
  person: {
    total: 'sheet_total_person',
    hiddenPayee: 'sheet_payee_hidden_manual',
    learns: 'sheet_learns_person',
    waits: 'sheet_waits_manual',
    cancel: 'sheet_cancel_manual',
    startOver: 'sheet_start_over_person',
  },
};

/** The texts that depend on the subject: a shop's order, an invoice or payment link, or a person's wallet address. */
export function textsFor({ subject }: Pick<SheetPayment, 'subject'>): PaymentTexts {
  return TEXTS[subject];
}
