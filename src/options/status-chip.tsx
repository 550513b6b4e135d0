import type { OptionsWallet } from '../messages/options.ts';
import { t, type PlainKey } from '../ui/i18n.ts';

const STYLES: Readonly<Record<OptionsWallet['status'], { readonly word: PlainKey; readonly tone: string }>> = {
  linked: { word: 'options_status_linked', tone: 'ok' },
  waiting: { word: 'options_status_waiting', tone: 'warn' },
  'key-removed': { word: 'options_status_removed', tone: 'bad' },
};

/** The status of a wallet in a word. */
export function StatusChip({ status }: Pick<OptionsWallet, 'status'>) {
  const { word, tone } = STYLES[status];
  return <span class={`chip ${tone}`}>{t(word)}</span>;
}
