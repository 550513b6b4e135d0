import type { OptionsWallet } from '../messages/options.ts';
import { ErrorWords } from '../ui/error-words.tsx';
import { Translated } from '../ui/translated.tsx';
import { formatTime } from '../ui/time.ts';
import { t } from '../ui/i18n.ts';
import { KeySteps } from './key-steps.tsx';
import type { Send } from './send.ts';

interface KeyStateProps {
  readonly wallet: OptionsWallet;
  readonly send: Send;
}

/** What the user must do about the wallet's key, and the result of the last check. */
export function KeyState({ wallet, send }: KeyStateProps) {
  const { status, key, newKey, problem } = wallet;
  const isSettled = status === 'linked' && newKey === undefined;
  return (
    <>
      {status === 'key-removed' && (
        <p class="note bad">
          <b>{t('options_removed_title')}</b>
          {t('options_removed_text')}
        </p>
      )}
      {newKey === undefined ? (
        status !== 'linked' && (
          <KeySteps
            title={t('options_steps_title')}
            text={t('options_steps_text')}
            page={wallet.keyPage}
            key={key.base64}
            publicKey={key}
          />
        )
      ) : (
        <KeySteps
          title={t('options_new_key_title')}
          text={t('options_new_key_text')}
          page={wallet.keyPage}
          key={newKey.base64}
          publicKey={newKey}
        />
      )}
      {problem !== undefined && (
        <p class="note warn">
          <b>
            <ErrorWords failure={problem} part="title" reader="wallet" />
          </b>
          <ErrorWords failure={problem} part="text" reader="wallet" />
        </p>
      )}
      {!isSettled && <Watch wallet={wallet} send={send} />}
    </>
  );
}

function Watch({ wallet: { id, checkedAt }, send }: KeyStateProps) {
  return (
    <div class="watch">
      <p class="small">
        {t('options_watching')}{' '}
        {checkedAt !== undefined && (
          <Translated word="options_checked" with={{ time: <span class="money">{formatTime(checkedAt)}</span> }} />
        )}
      </p>
      <button type="button" class="button small-button" onClick={() => send({ type: 'check-key', walletId: id })}>
        {t('options_check_now')}
      </button>
    </div>
  );
}
