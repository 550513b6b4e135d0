import { useRef, useState } from 'preact/hooks';
import type { OptionsWallet } from '../messages/options.ts';
import { t } from '../ui/i18n.ts';
import { cardHeadingId } from './ids.ts';
import type { Send } from './send.ts';
import { UnlinkQuestion } from './unlink-question.tsx';

interface WalletActionsProps {
  readonly wallet: OptionsWallet;
  readonly hasOthers: boolean;
  readonly send: Send;
}

/** The buttons of a wallet. Each is described by the wallet's name, because every wallet has the same buttons. */
export function WalletActions({ wallet, hasOthers, send }: WalletActionsProps) {
  const { id, status, isDefault, newKey } = wallet;
  const [isAsking, setAsking] = useState(false);
  const unlink = useRef<HTMLButtonElement>(null);
  const about = cardHeadingId(id);
  const keep = () => {
    setAsking(false);
    unlink.current?.focus();
  };
  return (
    <>
      <div class="card-acts">
        {hasOthers && !isDefault && status === 'linked' && (
          <button type="button" class="link" aria-describedby={about} onClick={() => send({ type: 'make-default', walletId: id })}>
            {t('options_make_default')}
          </button>
        )}
        {status === 'linked' && newKey === undefined && (
          <button type="button" class="link" aria-describedby={about} onClick={() => send({ type: 'replace-key', walletId: id })}>
            {t('options_replace_key')}
          </button>
        )}
        <button
          ref={unlink}
          type="button"
          class="link"
          aria-describedby={about}
          aria-expanded={isAsking}
          onClick={() => setAsking(!isAsking)}
        >
          {t('options_unlink')}
        </button>
      </div>
      {isAsking && <UnlinkQuestion wallet={wallet} onUnlink={() => send({ type: 'unlink', walletId: id })} onKeep={keep} />}
    </>
  );
}
