import { CopyButton } from '../../ui/copy-button.tsx';
import { t } from '../../ui/i18n.ts';

/** A hash that identifies the whole order. */
export function OrderHash({ hash }: { readonly hash: string }) {
  return (
    <section class="order-mark">
      <h4>{t('history_hash')}</h4>
      <p class="small">{t('history_hash_text')}</p>
      <p class="order-mark-value">
        <code class="screen-only">
          {hash.slice(0, 8)}…{hash.slice(-8)}
        </code>
        <code class="print-only">{hash}</code>
        <CopyButton label={t('history_hash_copy')} text={hash} look="link" />
      </p>
    </section>
  );
}
