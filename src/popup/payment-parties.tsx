import type { FaceProps } from './face.ts';
import { PayeeEnd } from './payee-end.tsx';
import { WalletPicker } from './wallet-picker.tsx';

/** The payee and the payer's wallet. */
export function PaymentParties({ payment, send }: FaceProps) {
  return (
    <div class="route">
      <PayeeEnd payment={payment} />
      <WalletPicker payment={payment} send={send} />
    </div>
  );
}
