import type { FaceProps } from './face.ts';
import { PayeeEnd } from './payee-end.tsx';
import { WalletPicker } from './wallet-picker.tsx';

/** Where the money goes and where it comes from. */
export function PaymentParties({ payment, send }: FaceProps) {
  return (
    <div class="route">
      <PayeeEnd payment={payment} />
      <WalletPicker payment={payment} send={send} />
    </div>
  );
}
