import type { AllowanceGone, SheetAllowance } from '../messages/allowance.ts';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { t } from '../ui/i18n.ts';

/** Says whether the wallet will ask for consent. If an allowance covers the payment, it shows what remains of the allowance instead. */
export function AllowanceLine({ allowance: { left, covers, overCap } }: { readonly allowance: SheetAllowance }) {
  if (covers) {
    return (
      <p class="small">
        <Translated word="sheet_allowance_after" with={{ amount: <Money amount={left} /> }} />
      </p>
    );
  }
  return (
    <p class="small">
      <Translated
        word={overCap ? 'sheet_allowance_over_cap' : 'sheet_allowance_over'}
        with={{ amount: <Money amount={overCap ?? left} /> }}
      />
    </p>
  );
}

const GONE = {
  revoked: 'sheet_allowance_gone_revoked',
  expired: 'sheet_allowance_gone_expired',
  lost: 'sheet_allowance_gone_lost',
  refused: 'sheet_allowance_gone_refused',
  limit: 'sheet_allowance_gone_limit',
} as const;

/** Why the wallet asks, although there was an allowance. */
export function AllowanceGoneNote({ gone }: { readonly gone: AllowanceGone | undefined }) {
  return gone === undefined ? null : <p class="note warn">{t(GONE[gone])}</p>;
}
