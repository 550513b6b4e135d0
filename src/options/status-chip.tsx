import type { OptionsWallet } from '../messages/options.ts';
import { say } from '../ui/words.ts';

/** How the link stands, in a word. */
export function StatusChip({ status }: Pick<OptionsWallet, 'status'>) {
  switch (status) {
    case 'linked':
      return <span class="chip ok">{say('options_status_linked')}</span>;
    case 'waiting':
      return <span class="chip warn">{say('options_status_waiting')}</span>;
    case 'key-removed':
      return <span class="chip bad">{say('options_status_removed')}</span>;
  }
}
