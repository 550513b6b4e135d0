import { SAFETY_PORT, type SafetyCommand, type SafetyView as View } from '../../messages/safety.ts';
import { useWorker } from '../../ui/use-worker.ts';
import { t } from '../../ui/i18n.ts';
import { LimitsForm } from './limits-form.tsx';
import { parseSafetyView } from './parse-view.ts';
import { PasskeyCard } from './passkey-card.tsx';
import { PrivacyCard } from './privacy-card.tsx';

/** Spending limits, passkey, lock and privacy settings. */
export function SafetyView() {
  const { view, send } = useWorker<View, SafetyCommand>(SAFETY_PORT, parseSafetyView);
  return (
    <main aria-busy={view === undefined}>
      <div class="intro">
        <h1 tabIndex={-1} data-heading>
          {t('options_safety_title')}
        </h1>
        <p>{t('options_safety_lead')}</p>
      </div>
      {view !== undefined && (
        <>
          <LimitsForm view={view} send={send} />
          <PasskeyCard view={view} send={send} />
        </>
      )}
      <PrivacyCard />
    </main>
  );
}
