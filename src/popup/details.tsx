import { CopyButton } from '../ui/copy-button.tsx';
import { t } from '../ui/i18n.ts';

/** The payment's report for support, collapsed by default. */
export function Details({ report }: { readonly report: string | undefined }) {
  if (report === undefined) return null;
  return (
    <details class="fold details">
      <summary>{t('sheet_details')}</summary>
      <p>{t('sheet_details_text')}</p>
      <pre role="group" tabIndex={0} aria-label={t('sheet_details')}>
        {report}
      </pre>
      <CopyButton label={t('ui_copy_report')} text={report} look="button" />
    </details>
  );
}
