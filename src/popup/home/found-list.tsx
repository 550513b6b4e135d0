import type { FoundPayable } from '../../messages/manual-payment.ts';
import { Host } from '../../ui/host.tsx';
import { Untrusted } from '../../ui/untrusted.tsx';
import { cleanText } from '../../ui/untrusted-text.ts';
import { t } from '../../ui/i18n.ts';
import type { ManualPaymentState } from './use-manual-payment.ts';

const KINDS = {
  incomingPayment: 'bring_kind_payment',
  invoice: 'bring_kind_invoice',
  walletAddress: 'bring_kind_wallet',
  checkout: 'bring_kind_checkout',
} as const satisfies Record<FoundPayable['kind'], string>;

/** Length of the part of a URL that distinguishes payments: the last group of a UUID. */
const URL_END_LENGTH = 12;

/** The payables of the active page. No request is sent before the user presses a button. */
export function FoundList({ manualPayment: { view, isWorking, pay } }: { readonly manualPayment: ManualPaymentState }) {
  if (view === undefined || view.found.length === 0) return null;
  const { found, more, inFront } = view;
  const choose = ({ url, kind }: FoundPayable) => {
    const checkout = kind === 'checkout' ? { isCheckout: true as const } : {};
    pay({ via: 'found', text: url, ...checkout, ...(inFront ? { from: inFront } : {}) });
  };
  return (
    <section>
      <h2 id="found">{t('bring_found_title')}</h2>
      <PayableList labelledBy="found" payables={found} isWorking={isWorking} onChoose={choose} />
      {more > 0 && <p class="small">{t('bring_found_more', { stated: String(more) })}</p>}
    </section>
  );
}

interface PayableListProps {
  readonly labelledBy: string;
  readonly payables: readonly FoundPayable[];
  readonly isWorking: boolean;
  readonly onChoose: (payable: FoundPayable) => void;
}

/** A list of payables, each with its host and a button. */
export function PayableList({ labelledBy, payables, isWorking, onChoose }: PayableListProps) {
  return (
    <ul class="found" aria-labelledby={labelledBy}>
      {payables.map((payable) => (
        <li key={payable.url} title={payable.url}>
          <span class="end-who">
            <b>
              <Host host={payable.host} />
            </b>
            {payable.text !== undefined && (
              <span class="found-text">
                <Untrusted text={payable.text} />
              </span>
            )}
            <small>
              {t(KINDS[payable.kind])}
              {isOneOfMany(payable, payables) && (
                <>
                  {' '}
                  <bdi dir="ltr">{urlEnd(payable)}</bdi>
                </>
              )}
            </small>
          </span>
          <button
            type="button"
            class="button main fit"
            aria-disabled={isWorking}
            aria-label={nameOf(payable, payables)}
            onClick={() => !isWorking && onChoose(payable)}
          >
            {t('bring_found_pay')}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Whether another payable has the same host and text. */
function isOneOfMany(payable: FoundPayable, payables: readonly FoundPayable[]): boolean {
  return payables.some(
    (other) => other.url !== payable.url && other.host === payable.host && cleanText(other.text ?? '') === cleanText(payable.text ?? ''),
  );
}

/** The end of the URL, which differs between payments of one server. */
function urlEnd({ url }: FoundPayable): string {
  return `…${url.slice(-URL_END_LENGTH)}`;
}

function nameOf(payable: FoundPayable, payables: readonly FoundPayable[]): string {
  const { host, text, kind } = payable;
  const name = [cleanText(text ?? '') || t(KINDS[kind]), ...(isOneOfMany(payable, payables) ? [urlEnd(payable)] : [])].join(' ');
  return t('bring_found_pay_name', { host, name });
}
