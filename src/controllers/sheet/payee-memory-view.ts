import type { SheetLikeness, SheetMemory } from '../../messages/sheet.ts';
import type { Lookalike } from '../../model/payees/lookalike.ts';
import type { OfferedPayable } from '../../model/offer.ts';
import type { PayeeMemory, Verdict } from '../../model/payees/payee-memory.ts';
import { payeeOf } from '../../model/payees/payee-memory.ts';

/** What past payments say, as the sheet shows it. Everything here stands under the approval's digest. */
export function memoryView(
  memory: PayeeMemory,
  origin: string | undefined,
  payable: OfferedPayable,
): Omit<SheetMemory, 'needsConfirmation'> {
  const payee = payeeOf(payable);
  return {
    verdict: verdictView(memory.verdict, payee),
    likenesses: [...likenessOf('shop', origin ?? payee, memory.shopLike), ...likenessOf('payee', payee, memory.payeeLike)],
  };
}

function verdictView(verdict: Verdict, payee: string): SheetMemory['verdict'] {
  if (verdict.kind !== 'changed') return verdict;
  const [before, now] = [new URL(verdict.before), new URL(payee)];
  if (before.host !== now.host) return { kind: 'changed', before: before.host, now: now.host };
  return { kind: 'changed', before: whole(before), now: whole(now) };
}

function whole({ host, pathname }: URL): string {
  return `${host}${pathname}`;
}

function likenessOf(of: 'shop' | 'payee', url: string, likeness: Lookalike | undefined): SheetMemory['likenesses'] {
  if (!likeness) return [];
  const view: SheetLikeness = { ...likeness, host: new URL(url).host };
  return [{ of, likeness: view }];
}
