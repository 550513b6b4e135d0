import type { SheetPayment } from '../messages/sheet.ts';
import { Host } from '../ui/host.tsx';
import { formatMoment } from '../ui/time.ts';
import { Translated } from '../ui/translated.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { t } from '../ui/i18n.ts';

type SignedOrder = NonNullable<SheetPayment['signedOrder']>;
type Party = SignedOrder['merchant'];

/** The merchant as it is registered, instead of the payee's wallet: the wallet belongs to the payment gateway. */
export function SigningMerchant({ merchant }: { readonly merchant: Party }) {
  return (
    <>
      <b>
        <Untrusted text={merchant.name} />
      </b>
      <small>
        <Registration party={merchant} />
      </small>
      <span class="chip ok">{t('sheet_signed_by_merchant')}</span>
    </>
  );
}

/** Who gets the money for the merchant, what the merchant wrote, and until when the order is valid. */
export function SignedOrderFacts({ payment }: { readonly payment: SheetPayment }) {
  const { signedOrder, payee } = payment;
  if (signedOrder === undefined) return null;
  const { gateway, memo, expiresAt, itemsDiffer } = signedOrder;
  return (
    <>
      {itemsDiffer && <p class="note warn">{t('sheet_signed_items_differ')}</p>}
      {memo !== undefined && (
        <p class="about">
          <Untrusted text={memo} />
        </p>
      )}
      <p class="small">
        <GatewayWords gateway={gateway} walletHost={payee?.host} /> {t('sheet_signed_expires', { time: formatMoment(expiresAt) })}
      </p>
    </>
  );
}

interface GatewayProps {
  readonly gateway: Party;
  /** Host of the wallet address that receives the money, if the wallet names it. */
  readonly walletHost: string | undefined;
}

function GatewayWords({ gateway, walletHost }: GatewayProps) {
  const facts = { name: <Untrusted text={gateway.name} />, host: <Registration party={gateway} /> };
  if (walletHost === undefined) return <Translated word="sheet_signed_gateway" with={facts} />;
  return <Translated word="sheet_signed_gateway_at" with={{ ...facts, other: <Host host={walletHost} /> }} />;
}

function Registration({ party: { host, id } }: { readonly party: Party }) {
  return (
    <>
      <Host host={host} /> · <bdi dir="ltr">OCID {id}</bdi>
    </>
  );
}
