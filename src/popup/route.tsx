import type { SheetPayment } from '../messages/sheet.ts';
import { Untrusted } from '../ui/untrusted.tsx';
import { say } from '../ui/words.ts';
import type { FaceProps } from './face.ts';
import { WalletPicker } from './wallet-picker.tsx';

/** Where the money goes and where it comes from. */
export function Route({ payment, send }: FaceProps) {
  return (
    <div class="route">
      <PayeeEnd payment={payment} />
      <WalletPicker payment={payment} send={send} />
    </div>
  );
}

function PayeeEnd({ payment }: { readonly payment: SheetPayment }) {
  const { payee, face } = payment;
  return (
    <div class="end">
      <p class="end-name">{say('sheet_to')}</p>
      {payee === undefined && face === 'pricing' ? (
        <span class="bone wide" aria-hidden="true" />
      ) : (
        <div class="end-who">
          <b>
            {payee?.name === undefined ? (
              payee === undefined ? (
                say('sheet_payee_hidden')
              ) : (
                <Untrusted text={payee.host} />
              )
            ) : (
              <Untrusted text={payee.name} />
            )}
          </b>
          {payee?.name !== undefined && (
            <small>
              <Untrusted text={payee.host} />
            </small>
          )}
          {payee?.verified !== true && <span class="chip warn">{say('sheet_unverified')}</span>}
        </div>
      )}
    </div>
  );
}
