import type { Amount } from '../model/amount.ts';
import { toWire } from '../model/amount.ts';
import type { Intent } from '../model/intent.ts';
import { isFromPage } from '../model/intent.ts';
import type { Payable } from '../model/payable.ts';
import type { PayeeMemory } from '../model/payees/payee-memory.ts';
import { plainMemory } from '../model/payees/payee-memory.ts';
import type { Quote } from '../model/quote.ts';

/**
 * SHA-256, in hex, over everything that the sheet shows and the person says yes to: who asks, who gets what, from which wallet, for
 * which debit, and what past payments say about it. An approval names it, so that what was shown is what is paid. The quote's id is left out on purpose: a
 * new quote at the same price is the same offer.
 */
export async function digestOf(intent: Intent, payable: Payable, quote: Quote, memory: PayeeMemory): Promise<string> {
  const { request, source, total, items } = intent;
  const shown = [
    source.origin ?? null,
    isFromPage(source) ? source.topOrigin : [source.via],
    request.rail,
    request.kind,
    payable.url,
    payable.payee?.walletAddress ?? null,
    payable.payee?.publicName ?? null,
    payable.description ?? null,
    payable.isSubjectElsewhere ?? false,
    total ? [total.currency, total.value] : null,
    items.map((item) => [item.label, item.amount.currency, item.amount.value, item.pending ?? false]),
    quote.walletId,
    plain(quote.debit),
    plain(quote.receive),
    quote.sent ? plain(quote.sent) : null,
    plainMemory(memory),
  ];
  const bytes = new TextEncoder().encode(JSON.stringify(shown));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function plain(amount: Amount): readonly [string, string, number] {
  const { value, assetCode, assetScale } = toWire(amount);
  return [value, assetCode, assetScale];
}
