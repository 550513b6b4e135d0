import type { OptionsWallet } from '../messages/options.ts';
import { Translated } from '../ui/translated.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';
import { t } from '../ui/i18n.ts';
import { Question } from './question.tsx';

interface UnlinkQuestionProps {
  readonly wallet: OptionsWallet;
  readonly onUnlink: () => void;
  readonly onKeep: () => void;
}

/** Asks for confirmation and explains the effect of unlinking. */
export function UnlinkQuestion({ wallet, onUnlink, onKeep }: UnlinkQuestionProps) {
  return (
    <Question
      level={3}
      title={<Translated word="options_unlink_title" with={{ name: <Untrusted text={walletLabel(wallet)} /> }} />}
      text={t('options_unlink_text')}
      yes={t('options_unlink_yes')}
      no={t('options_unlink_no')}
      onYes={onUnlink}
      onNo={onKeep}
    />
  );
}
