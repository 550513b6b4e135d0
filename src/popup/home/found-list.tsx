import type { FoundPayable } from '../../messages/manual-payment.ts';
import { Host } from '../../ui/host.tsx';
import { say } from '../../ui/i18n.ts';
import type { Bringing } from './use-bring.ts';

const KINDS = {
  incomingPayment: 'bring_kind_payment',
  invoice: 'bring_kind_invoice',
  walletAddress: 'bring_kind_wallet',
} as const satisfies Record<FoundPayable['kind'], string>;

/** What the page in front declares to be payable. Nothing of it is asked of anybody before the person presses its button. */
export function FoundList({ bringing: { view, isWorking, pay } }: { readonly bringing: Bringing }) {
  if (view === undefined || view.found.length === 0) return null;
  const { found, more, inFront } = view;
  const choose = ({ url }: FoundPayable) => pay({ via: 'found', text: url, ...(inFront ? { from: inFront } : {}) });
  return (
    <section>
      <h2 id="found">{say('bring_found_title')}</h2>
      <PayableList labelledBy="found" payables={found} isWorking={isWorking} onChoose={choose} />
      {more > 0 && <p class="small">{say('bring_found_more', { stated: String(more) })}</p>}
    </section>
  );
}

interface PayableListProps {
  readonly labelledBy: string;
  readonly payables: readonly FoundPayable[];
  readonly isWorking: boolean;
  readonly onChoose: (payable: FoundPayable) => void;
}

/** Things to pay, each with its host and a button of its own. */
export function PayableList({ labelledBy, payables, isWorking, onChoose }: PayableListProps) {
  return (
    <ul class="found" aria-labelledby={labelledBy}>
      {payables.map((payable) => (
        <li key={payable.url}>
          <span class="end-who">
            <b>
              <Host host={payable.host} />
            </b>
            <small>{say(KINDS[payable.kind])}</small>
          </span>
          <button
            type="button"
            class="button main fit"
            aria-disabled={isWorking}
            aria-label={say('bring_found_pay_name', { host: payable.host })}
            onClick={() => !isWorking && onChoose(payable)}
          >
            {say('bring_found_pay')}
          </button>
        </li>
      ))}
    </ul>
  );
}
