import type { ComponentChildren } from 'preact';
import type { HistoryCommand, HistoryRow } from '../../messages/history.ts';
import { costOf } from '../../ui/cost.ts';
import { Host } from '../../ui/host.tsx';
import { Logo } from '../../ui/logo.tsx';
import { Money } from '../../ui/money-text.tsx';
import { Translated } from '../../ui/translated.tsx';
import { cleanText } from '../../ui/untrusted-text.ts';
import { Untrusted } from '../../ui/untrusted.tsx';
import { type PlainKey, t } from '../../ui/i18n.ts';
import { formatExact } from './dates.ts';
import { CheckingButtons } from './checking-buttons.tsx';
import { EvidenceList } from './evidence.tsx';
import { Fact } from './fact.tsx';
import { OrderItems } from './order-items.tsx';
import { OrderHash } from './order-hash.tsx';
import { Outcome } from './outcome.tsx';
import { ReceiptButtons } from './receipt-buttons.tsx';
import { Steps } from './steps.tsx';

interface ReceiptProps {
  readonly row: HistoryRow;
  readonly report: string | undefined;
  readonly send: (command: HistoryCommand) => boolean;
  readonly onPrint: () => void;
}

/** All facts of a payment: the request, the result at both wallets, and the times. */
export function Receipt({ row, report, send, onPrint }: ReceiptProps) {
  const { createdAt, endedAt, steps } = row;
  return (
    <div class="receipt">
      <p class="print-only receipt-head">
        <Logo />
        <b>{t('history_receipt_of')}</b>
      </p>
      <Outcome row={row} />
      <CheckingButtons row={row} send={send} />
      <OrderItems row={row} />
      <dl class="receipt-facts">
        <Costs row={row} />
      </dl>
      <dl class="receipt-facts">
        <Parties row={row} />
        <Fact name={t('history_asked_at')}>{formatExact(createdAt)}</Fact>
        {row.stoppedAt !== undefined && <Fact name={t('history_left_at')}>{formatExact(row.stoppedAt)}</Fact>}
        {endedAt !== undefined && <Fact name={t('history_ended_at')}>{formatExact(endedAt)}</Fact>}
      </dl>
      <Steps steps={steps} />
      <dl class="receipt-facts">
        <Reference name={t('history_incoming')} url={row.incomingPayment} />
        <Reference name={t('history_outgoing')} url={row.outgoingPayment} />
      </dl>
      <EvidenceList evidence={row.evidence} />
      <OrderHash hash={row.orderHash} />
      <ReceiptButtons row={row} report={report} send={send} onPrint={onPrint} />
    </div>
  );
}

/** The amounts of a payment with a quote. Its state determines whether they were moved. */
function Costs({ row: { debit, isDebitMost, approved, received, receive, fee, state } }: Pick<ReceiptProps, 'row'>) {
  const arrived = received ?? receive;
  if (debit === undefined || arrived === undefined) return null;
  const isPaid = state === 'completed' || received !== undefined;
  // The payee's received amount includes earlier payments and other payers'. The quote has the amount of this payment.
  const cost = costOf({ debit, receive: receive ?? arrived, fee });
  // After the payment, a difference counts as a fee only if the wallet's own figures prove it.
  const shownFee = isPaid && fee === undefined ? undefined : cost.fee;
  const rate = isDebitMost || approved !== undefined ? undefined : cost.rate;
  return (
    <>
      <Fact name={t(isPaid ? 'history_received' : 'history_would_receive')}>
        <Money amount={arrived} />
      </Fact>
      {rate !== undefined && (
        <Fact name={t(rate.feesIncluded ? 'sheet_rate_with_fees' : 'sheet_rate')}>
          <Translated
            word="sheet_rate_value"
            with={{ amount: <bdi class="money">{rate.one}</bdi>, other: <bdi class="money">{rate.worth}</bdi> }}
          />
        </Fact>
      )}
      {shownFee !== undefined && (
        <Fact name={t('sheet_fee')}>
          <bdi class="money">{shownFee}</bdi>
        </Fact>
      )}
      {approved !== undefined && (
        <Fact name={t('sheet_paid_approved')}>
          <Money amount={approved} />
        </Fact>
      )}
      <Fact name={t(debitName(isPaid, isDebitMost))} isSum>
        <Money amount={debit} />
      </Fact>
    </>
  );
}

function debitName(isPaid: boolean, isDebitMost: true | undefined): PlainKey {
  if (!isPaid) return 'history_would_pay';
  return isDebitMost ? 'sheet_paid_debit_most' : 'sheet_paid_debit';
}

function Parties({ row: { shop, signedOrder, payee, wallet } }: Pick<ReceiptProps, 'row'>) {
  return (
    <>
      {shop !== undefined && (
        <Fact name={t('sheet_paid_shop')}>
          <Host host={shop.host} />
          {shop.frameOf !== undefined && (
            <small>
              <Translated word="history_inside" with={{ host: <Host host={shop.frameOf} /> }} />
            </small>
          )}
        </Fact>
      )}
      {signedOrder !== undefined && (
        <Fact name={t('history_merchant')}>
          <Untrusted text={signedOrder.merchant.name} />
          <small>
            <Host host={signedOrder.merchant.host} /> · <bdi dir="ltr">OCID {signedOrder.merchant.id}</bdi>
          </small>
        </Fact>
      )}
      {payee !== undefined && (
        <Party name={t('sheet_to')} who={payee} address={payee.walletAddress}>
          {!payee.verified && <small>{t('sheet_unverified')}</small>}
        </Party>
      )}
      {wallet !== undefined && <Party name={t('sheet_from')} who={wallet} address={wallet.address} />}
    </>
  );
}

interface PartyProps {
  readonly name: string;
  readonly who: { readonly name?: string; readonly host: string };
  readonly address: string | undefined;
  readonly children?: ComponentChildren;
}

function Party({ name, who, address, children }: PartyProps) {
  return (
    <Fact name={name}>
      {cleanText(who.name ?? '') === '' ? <Host host={who.host} /> : <Untrusted text={who.name ?? ''} />}
      {address !== undefined && (
        <small>
          <bdi dir="ltr">{cleanText(address, 300)}</bdi>
        </small>
      )}
      {children}
    </Fact>
  );
}

/** The URL of a payment at a wallet. Shown as text, not as a link, to prevent accidental navigation. */
function Reference({ name, url }: { readonly name: string; readonly url: string | undefined }) {
  if (url === undefined) return null;
  return (
    <Fact name={name}>
      <bdi dir="ltr" class="reference">
        {cleanText(url, 400)}
      </bdi>
    </Fact>
  );
}
