import type { HistoryRow } from '../../messages/history.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type PlainKey, t } from '../../ui/i18n.ts';
import { cleanText } from '../../ui/untrusted-text.ts';
import { Untrusted } from '../../ui/untrusted.tsx';

type Evidence = NonNullable<HistoryRow['evidence']>[number];

const NAMES: Readonly<Record<Evidence['kind'], PlainKey>> = {
  'signed-order': 'history_signed_order',
  'signed-proof': 'history_signed_proof',
};

/** The signed statements about a payment: their signers on the screen, the whole text in print. */
export function EvidenceList({ evidence }: { readonly evidence: HistoryRow['evidence'] }) {
  if (evidence === undefined || evidence.length === 0) return null;
  return (
    <section class="order-mark">
      <h4>{t('history_evidence')}</h4>
      <p class="small">{t('history_evidence_text')}</p>
      <dl class="receipt-facts">
        {evidence.map((one) => (
          <div key={one.reference}>
            <dt>{t(NAMES[one.kind])}</dt>
            <dd>
              <Untrusted text={one.signer.name} />
              <small>
                <bdi dir="ltr">{cleanText(one.reference, 300)}</bdi>
              </small>
              <Signed one={one} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="order-mark-value">
        <CopyButton label={t('history_evidence_copy')} text={JSON.stringify(evidence, undefined, 2)} look="link" />
      </p>
    </section>
  );
}

function Signed({ one: { statement, signature, signer } }: { readonly one: Evidence }) {
  return (
    <>
      {[statement, signature, signer.publicKey].map((text) => (
        <code key={text} class="print-only reference">
          {text}
        </code>
      ))}
    </>
  );
}
