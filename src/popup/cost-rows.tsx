import type { SheetQuote } from '../messages/sheet.ts';
import { costOf, type Cost } from '../ui/cost.ts';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { t } from '../ui/i18n.ts';
import { Row } from './row.tsx';

/** Rate, fee and exact debit; skeletons until the quote is known. */
export function CostRows({ quote, isMost }: { readonly quote: SheetQuote | undefined; readonly isMost: boolean }) {
  if (quote === undefined) return <CostSkeleton />;
  // A maximum debit proves neither a fee nor a rate.
  const cost = isMost ? {} : costOf(quote);
  return (
    <dl class="rows">
      <CostFacts cost={cost} />
      <Row sum name={t(isMost ? 'sheet_you_pay_most' : 'sheet_you_pay')}>
        <Money amount={quote.debit} />
      </Row>
    </dl>
  );
}

/** Rows with rate and fee, the same before and after the payment. */
export function CostFacts({ cost: { fee, rate } }: { readonly cost: Cost }) {
  return (
    <>
      {rate !== undefined && (
        <Row name={t(rate.feesIncluded ? 'sheet_rate_with_fees' : 'sheet_rate')}>
          {/* An equation is written from left to right in every language. */}
          <bdi dir="ltr">
            <Translated
              word="sheet_rate_value"
              with={{ amount: <bdi class="money">{rate.one}</bdi>, other: <bdi class="money">{rate.worth}</bdi> }}
            />
          </bdi>
        </Row>
      )}
      {fee !== undefined && (
        <Row name={t('sheet_fee')}>
          <bdi class="money">{fee}</bdi>
        </Row>
      )}
    </>
  );
}

function CostSkeleton() {
  return (
    <div class="rows" aria-hidden="true">
      <div class="row">
        <span class="bone wide" />
        <span class="bone" />
      </div>
      <div class="row sum">
        <span class="bone" />
        <span class="bone" />
      </div>
    </div>
  );
}
