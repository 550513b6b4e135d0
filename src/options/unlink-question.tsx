import { useEffect, useRef } from 'preact/hooks';
import type { OptionsWallet } from '../messages/options.ts';
import { Say } from '../ui/say.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { walletLabel } from '../ui/wallet-label.ts';
import { say } from '../ui/words.ts';

interface UnlinkQuestionProps {
  readonly wallet: OptionsWallet;
  readonly onUnlink: () => void;
  readonly onKeep: () => void;
}

/** Asks once more, and says what unlinking does. */
export function UnlinkQuestion({ wallet, onUnlink, onKeep }: UnlinkQuestionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="note bad question">
      <h3 ref={heading} tabIndex={-1} data-heading>
        <Say word="options_unlink_title" with={{ name: <Untrusted text={walletLabel(wallet)} /> }} />
      </h3>
      <p>{say('options_unlink_text')}</p>
      <div class="question-acts">
        <button type="button" class="button danger" onClick={onUnlink}>
          {say('options_unlink_yes')}
        </button>
        <button type="button" class="button" onClick={onKeep}>
          {say('options_unlink_no')}
        </button>
      </div>
    </div>
  );
}
