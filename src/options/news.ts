import type { OptionsView, OptionsWallet } from '../messages/options.ts';
import { walletLabel } from '../ui/wallet-label.ts';
import { t } from '../ui/i18n.ts';

/** A sentence about the difference of two views, for everyone and for screen readers. Empty if nothing relevant changed. */
export function newsOf(before: OptionsView, after: OptionsView): string {
  const sentences = after.wallets.map((wallet) => {
    const earlier = before.wallets.find(({ id }) => id === wallet.id);
    return earlier === undefined
      ? newsOfAdded(wallet, after.orderWaits || before.orderWaits)
      : newsOfWallet(earlier, wallet, before.orderWaits);
  });
  const gone = before.wallets.filter(({ id }) => !after.wallets.some((wallet) => wallet.id === id));
  sentences.push(...gone.map((wallet) => t('options_news_unlinked', { name: walletLabel(wallet) })));
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function newsOfAdded(wallet: OptionsWallet, orderWaits: boolean): string {
  return wallet.status === 'linked' ? newsOfLinked(wallet, orderWaits) : t('options_news_added', { name: walletLabel(wallet) });
}

function newsOfWallet(before: OptionsWallet, after: OptionsWallet, orderWaits: boolean): string {
  const name = walletLabel(after);
  if (after.status !== before.status) {
    if (after.status === 'linked') return newsOfLinked(after, orderWaits);
    if (after.status === 'key-removed') return t('options_news_removed', { name });
  }
  const news = newsOfKey(before, after);
  if (news !== '') return news;
  if (after.allowance?.active?.id !== before.allowance?.active?.id) {
    return t(after.allowance?.active ? 'options_news_allowed' : 'options_news_allowance_over', { name });
  }
  if (after.isDefault && !before.isDefault) return t('options_news_default', { name });
  return '';
}

function newsOfKey(before: OptionsWallet, after: OptionsWallet): string {
  const name = walletLabel(after);
  if (after.newKey !== undefined && before.newKey === undefined) return t('options_news_new_key', { name });
  if (after.newKey === undefined && before.newKey?.base64 === after.key.base64) return t('options_news_replaced', { name });
  return '';
}

function newsOfLinked(wallet: OptionsWallet, orderWaits: boolean): string {
  return t(orderWaits ? 'options_news_linked_order' : 'options_news_linked', { name: walletLabel(wallet) });
}
