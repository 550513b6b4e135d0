import { Money } from '../../../ui/money-text.tsx';
import { Translated } from '../../../ui/translated.tsx';
import { titleOf, usePageTitle } from '../../../ui/use-page-title.ts';
import { t } from '../../../ui/i18n.ts';
import { ORDER, PAYABLE } from '../shop.ts';
import { returnUrlOf, type WalletAnswer } from '../wallet.ts';

/** The make-believe wallet's own page: it asks the user once, and sends them back to Tender with the answer. */
export function WalletPage() {
  usePageTitle(titleOf('sheet_practice_title'));
  // On the way back it is loaded once more; the worker closes the tab.
  const isAnswered = new URLSearchParams(location.search).has('finish');
  return (
    <>
      <header>
        <p class="note warn">
          <b>{t('sheet_practice_title')}</b>
          {t('practice_wallet_text')}
        </p>
      </header>
      <main class="card">
        <h1>{t('practice_wallet_title')}</h1>
        {isAnswered ? <p role="status">{t('practice_wallet_close')}</p> : <Question />}
      </main>
    </>
  );
}

function Question() {
  const answer = (given: WalletAnswer) => location.replace(returnUrlOf(location.href, given));
  return (
    <>
      <p>
        <Translated word="practice_wallet_question" with={{ amount: <Money amount={ORDER.total} />, name: PAYABLE.payee.publicName }} />
      </p>
      <div class="answers">
        <button type="button" class="button main" onClick={() => answer('approve')}>
          {t('practice_wallet_approve')}
        </button>
        <button type="button" class="button" onClick={() => answer('decline')}>
          {t('practice_wallet_decline')}
        </button>
      </div>
    </>
  );
}
