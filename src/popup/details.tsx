import { CopyButton } from '../ui/copy-button.tsx';
import { say } from '../ui/i18n.ts';

/** The payment's report for somebody who helps, folded away until it is wanted. */
export function Details({ report }: { readonly report: string | undefined }) {
  if (report === undefined) return null;
  return (
    <details class="fold details">
      <summary>{say('sheet_details')}</summary>
      <p>{say('sheet_details_text')}</p>
      <pre role="group" tabIndex={0} aria-label={say('sheet_details')}>
        {report}
      </pre>
      <CopyButton label={say('ui_copy_report')} text={report} look="button" />
    </details>
  );
}
