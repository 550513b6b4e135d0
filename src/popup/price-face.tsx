import { Money } from '../ui/money-text.tsx';
import { t } from '../ui/i18n.ts';
import { AllowanceGoneNote, AllowanceLine } from './allowance-line.tsx';
import { CostRows } from './cost-rows.tsx';
import { About } from './about.tsx';
import { Countdown } from './countdown.tsx';
import type { FaceProps } from './face.ts';
import { Items } from './items.tsx';
import { LeaveButtons } from './leave-buttons.tsx';
import { WarningConfirmation } from './warning-confirmation.tsx';
import { MemoryLine } from './memory.tsx';
import { PayButton } from './pay-button.tsx';
import { PriceWait } from './price-wait.tsx';
import { PaymentParties } from './payment-parties.tsx';
import { CoverNote, isBlocked, LeftToday, SafetyNotes } from './safety-notes.tsx';
import { SignedOrderFacts } from './signed-order.tsx';
import { useWarningConfirmation } from './use-warning-confirmation.ts';
import { textsFor } from './payment-texts.ts';
import { PayeeWarnings, PriceWarning } from './warnings.tsx';

/** The price and the payee: skeletons while the facts arrive (`pricing`), then the complete offer (`ready`). */
export function PriceFace({ payment, send }: FaceProps<'pricing' | 'ready'>) {
  const { total, items, quote } = payment;
  const { needsConfirmation, warningConfirmed, setWarningConfirmed } = useWarningConfirmation(payment);
  return (
    <>
      <div class="content">
        <CoverNote payment={payment} send={send} />
        <h2 class="total" tabIndex={-1} data-heading>
          <span>{t(textsFor(payment).total)}</span> <Money amount={total} />
        </h2>
        <PaymentParties payment={payment} send={send} />
        <PayeeWarnings payment={payment} />
        {needsConfirmation && <WarningConfirmation isConfirmed={warningConfirmed} onConfirm={setWarningConfirmed} />}
        <CostRows quote={quote} isMost={payment.isDebitMost === true} />
        {payment.face === 'ready' && <ReadyNotes payment={payment} send={send} />}
        <About payment={payment} />
        <SignedOrderFacts payment={payment} />
        <Items items={items} />
        <SmallPrint payment={payment} />
      </div>
      <footer class="acts pay-acts">
        <PayButton
          payment={payment}
          send={send}
          isHeld={(needsConfirmation && !warningConfirmed) || isBlocked(payment)}
          warningConfirmed={warningConfirmed}
        />
        <LeaveButtons payment={payment} send={send} />
      </footer>
    </>
  );
}

/** What the user's wallets, settings and past payments say about a complete offer. */
function ReadyNotes({ payment, send }: FaceProps<'ready'>) {
  const { allowance, allowanceGone, payeeMemory } = payment;
  return (
    <>
      <PriceWarning payment={payment} />
      <SafetyNotes payment={payment} send={send} />
      <AllowanceGoneNote gone={allowanceGone} />
      {allowance !== undefined && <AllowanceLine allowance={allowance} />}
      {payeeMemory !== undefined && <MemoryLine memory={payeeMemory} />}
      <LeftToday payment={payment} />
    </>
  );
}

/** How long the quote is valid, and what the shop will know. */
function SmallPrint({ payment }: Pick<FaceProps<'pricing' | 'ready'>, 'payment'>) {
  const { quote, payee } = payment;
  const since = payment.face === 'pricing' ? payment.pricingSince : undefined;
  return (
    <p class="small">
      {payment.face === 'ready' && quote !== undefined ? <Countdown until={quote.expiresAt} /> : <PriceWait since={since} />}
      <span aria-hidden="true"> · </span>
      {t(payee?.knowsYou ? 'sheet_learns_address' : textsFor(payment).learns)}
    </p>
  );
}
