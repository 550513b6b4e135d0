import { useState } from 'preact/hooks';
import type { Failure } from '../ui/error-words.tsx';
import { t } from '../ui/i18n.ts';
import type { FaceProps } from './face.ts';
import { OtherMethodsButton } from './other-methods-button.tsx';
import { textsFor } from './payment-texts.ts';
import { WalletList } from './wallet-list.tsx';

// Failures that the user can fix on the wallets page.
const FIXED_IN_OPTIONS: ReadonlySet<Failure['code']> = new Set(['no-wallet', 'key-removed', 'wallet-nameless', 'uplink-refused']);
// Failures for which another wallet is suggested first, because the same wallet would fail again.
const OTHER_WALLET_FIRST: ReadonlySet<Failure['code']> = new Set([
  'insufficient-funds',
  'over-limit',
  'quote-refused',
  'payment-refused',
  'key-removed',
  'not-an-issuer',
  'uplink-refused',
]);

/** No money moved, so the order can be paid again with the same or another wallet. */
export function RetryButtons({ payment, send }: FaceProps) {
  const { paymentId, wallet, wallets, failure } = payment;
  const [isChoosing, setChoosing] = useState(false);
  const others = wallets.filter(({ id }) => id !== wallet?.id);
  const hasOthers = others.length > 0;
  const otherFirst = hasOthers && failure !== undefined && OTHER_WALLET_FIRST.has(failure.code);
  const again = (
    <button type="button" key="again" class={otherFirst ? 'button' : 'button main'} onClick={() => send({ type: 'again', paymentId })}>
      {t('sheet_again')}
    </button>
  );
  return (
    <>
      {!otherFirst && again}
      {hasOthers && (
        <div key="others" class="choose">
          <button
            type="button"
            class={otherFirst ? 'button main' : 'button'}
            aria-expanded={isChoosing}
            aria-controls="others"
            onClick={() => setChoosing(!isChoosing)}
          >
            {t('sheet_choose_other')}
          </button>
          <div id="others" hidden={!isChoosing}>
            {isChoosing && (
              <WalletList
                wallets={others}
                current={undefined}
                onChoose={({ id }) => send({ type: 'choose-wallet', paymentId, walletId: id })}
              />
            )}
          </div>
        </div>
      )}
      {otherFirst && again}
      {failure !== undefined && FIXED_IN_OPTIONS.has(failure.code) && (
        <button type="button" key="options" class="button" onClick={() => send({ type: 'open-options' })}>
          {t('sheet_empty_button')}
        </button>
      )}
      <OtherMethodsButton key="other-methods" payment={payment} send={send} />
      <button type="button" key="cancel" class="button" onClick={() => send({ type: 'cancel', paymentId })}>
        {t(textsFor(payment).cancel)}
      </button>
    </>
  );
}
