import { useEffect, useRef, useState } from 'preact/hooks';
import type { OptionsView, OptionsWallet } from '../../messages/options.ts';
import { t } from '../../ui/i18n.ts';
import { cardHeadingId } from '../ids.ts';
import type { Send } from '../send.ts';
import { ActiveAllowance } from './active-allowance.tsx';
import { AllowanceForm } from './allowance-form.tsx';
import { AskingAllowance } from './asking-allowance.tsx';
import { FailedAllowance } from './failed-allowance.tsx';

interface AllowanceProps {
  readonly wallet: OptionsWallet;
  readonly allowing: OptionsView['allowing'];
  /** True while an order waits for a wallet. */
  readonly orderWaits: boolean;
  readonly send: Send;
}

/** A wallet's allowance: give, show, change and end it. */
export function Allowance({ wallet, allowing, orderWaits, send }: AllowanceProps) {
  const [isOpen, setOpen] = useState(false);
  const [isOffered, setOffered] = useOffer(wallet, orderWaits);
  const { allowance } = wallet;
  const { active, asking, failed } = allowance ?? {};
  const close = () => {
    setOpen(false);
    setOffered(false);
  };
  // The request was sent, so the form closes.
  useEffect(() => {
    if (asking !== undefined) close();
  }, [asking?.id]);
  if (allowance === undefined) return null;
  const about = cardHeadingId(wallet.id);
  const headingId = `allowance-${wallet.id}`;
  return (
    <div class="allowance" role="group" aria-labelledby={headingId}>
      <h3 id={headingId}>{t('options_allowance_title')}</h3>
      {isOffered ? (
        <p class="note ok">
          <b>{t('options_allowance_offer')}</b>
          {t('options_allowance_text')}
        </p>
      ) : (
        active === undefined && <p class="small">{t('options_allowance_text')}</p>
      )}
      {failed !== undefined && <FailedAllowance failed={failed} send={send} />}
      {active !== undefined && (
        <ActiveAllowance wallet={wallet} active={active} isChanging={isOpen} onChange={() => setOpen(!isOpen)} send={send} />
      )}
      {asking !== undefined && <AskingAllowance asking={asking} send={send} />}
      {isOpen || isOffered ? (
        <AllowanceForm wallet={wallet} present={active} allowing={allowing} send={send} isOpenedByUser={isOpen} onClose={close} />
      ) : (
        active === undefined &&
        asking === undefined && (
          <button type="button" class="button small-button fit" aria-describedby={about} onClick={() => setOpen(true)}>
            {t('options_allowance_give')}
          </button>
        )
      )}
    </div>
  );
}

/**
 * Offers an allowance once, after the wallet has published its key. Not if an order was waiting for the wallet: the order continues and the
 * form would be in its way.
 */
function useOffer(
  { status, allowance }: OptionsWallet,
  orderWaits: boolean,
): readonly [isOffered: boolean, setOffered: (isOffered: boolean) => void] {
  const [isOffered, setOffered] = useState(false);
  const before = useRef(status);
  const waited = useRef(orderWaits);
  useEffect(() => {
    const isFirst = before.current === 'waiting' && status === 'linked';
    // The order continues immediately: in the view that reports the link it may not wait any more.
    const isForOrder = waited.current || orderWaits;
    before.current = status;
    if (isFirst && !isForOrder && allowance?.active === undefined && allowance?.asking === undefined) setOffered(true);
  }, [status]);
  useEffect(() => {
    waited.current = orderWaits;
  }, [orderWaits]);
  return [isOffered, setOffered];
}
