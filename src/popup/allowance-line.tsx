import type { SheetAllowance } from '../messages/allowance.ts';
import { Money } from '../ui/money-text.tsx';
import { Say } from '../ui/say.tsx';

const WITHIN = {
  day: 'sheet_allowance_within_day',
  week: 'sheet_allowance_within_week',
  month: 'sheet_allowance_within_month',
} as const;

/** Whether the wallet will ask: it does not for what an allowance covers. */
export function AllowanceLine({ allowance: { left, period, covers, overCap } }: { readonly allowance: SheetAllowance }) {
  if (covers) {
    return (
      <p class="small">
        <Say word={WITHIN[period]} with={{ amount: <Money amount={left} /> }} />
      </p>
    );
  }
  return (
    <p class="small">
      <Say word={overCap ? 'sheet_allowance_over_cap' : 'sheet_allowance_over'} with={{ amount: <Money amount={overCap ?? left} /> }} />
    </p>
  );
}
