import type { SheetPayment } from '../messages/sheet.ts';
import { Translated } from '../ui/translated.tsx';
import { Host } from '../ui/host.tsx';
import { Logo } from '../ui/logo.tsx';
import { t } from '../ui/i18n.ts';

type HeaderProps = { readonly payment: Pick<SheetPayment, 'shop' | 'via' | 'isPractice'> };

/** Who requests the payment: the page's host, as the browser reports it, or the user; of practice, first of all that no money moves. */
export function Header({ payment: { shop, via, isPractice } }: HeaderProps) {
  if (isPractice) return <PracticeHeader />;
  return (
    <header class="head">
      <Logo />
      <div class="head-words">
        <h1>{via === undefined && shop !== undefined ? <Host host={shop.host} /> : t('sheet_head_you')}</h1>
        <p>{via === undefined ? <PageRequest shop={shop} /> : <UserRequest shop={shop} via={via} />}</p>
      </div>
    </header>
  );
}

function PracticeHeader() {
  return (
    <header class="head practice">
      <Logo />
      <div class="head-words">
        <h1>{t('sheet_practice_title')}</h1>
        <p>{t('sheet_practice_text')}</p>
      </div>
    </header>
  );
}

function PageRequest({ shop }: { readonly shop: SheetPayment['shop'] }) {
  if (shop?.frameOf === undefined) return <>{t('sheet_head_asks')}</>;
  return <Translated word="sheet_head_inside" with={{ shop: <Host host={shop.frameOf} /> }} />;
}

/** What the user entered, and the page where it was found. */
function UserRequest({ shop, via }: { readonly shop: SheetPayment['shop']; readonly via: NonNullable<SheetPayment['via']> }) {
  if (shop !== undefined) {
    return (
      <Translated word={via === 'scanned' ? 'sheet_head_scanned_on' : 'sheet_head_found'} with={{ shop: <Host host={shop.host} /> }} />
    );
  }
  return <>{t(via === 'scanned' ? 'sheet_head_scanned' : 'sheet_head_typed')}</>;
}
