import type { SheetPermission } from '../messages/sheet.ts';
import { isForHost } from '../ui/is-for-host.ts';
import { Host } from '../ui/host.tsx';
import { Money } from '../ui/money-text.tsx';
import { Translated } from '../ui/translated.tsx';
import { Untrusted } from '../ui/untrusted.tsx';
import { t } from '../ui/i18n.ts';
import { About } from './about.tsx';
import type { FaceProps } from './face.ts';
import { Items } from './items.tsx';
import { LeaveButtons } from './leave-buttons.tsx';
import { CoverNote } from './safety-notes.tsx';
import { textsFor } from './payment-texts.ts';
import { PayeeEnd } from './payee-end.tsx';
import { usePressGuard } from './use-pay-guard.ts';
import { WalletPicker } from './wallet-picker.tsx';

/** A request that discloses something about the user waits for the user's permission, before anything can be approved. */
export function PermissionFace({ payment, send }: FaceProps<'permission'>) {
  const { permission, wallets } = payment;
  const isIdentity = permission.kind === 'payee-identity';
  return (
    <>
      <div class="content">
        <CoverNote payment={payment} send={send} />
        {isIdentity ? <Identity payment={payment} permission={permission} /> : <Contact payment={payment} send={send} />}
        {isIdentity && wallets.length > 1 && (
          <div class="route">
            <WalletPicker payment={payment} send={send} />
          </div>
        )}
        {isIdentity && <Kept permission={permission} />}
      </div>
      <footer class="acts pay-acts">
        <PermitButton payment={payment} send={send} />
        <LeaveButtons payment={payment} send={send} />
      </footer>
    </>
  );
}

type Identity = Extract<SheetPermission, { kind: 'payee-identity' }>;

function Identity({ payment: { wallet }, permission: { payee, server } }: Pick<FaceProps, 'payment'> & { readonly permission: Identity }) {
  const [asks, isTold] = [hostOf(payee), hostOf(server)];
  return (
    <>
      <h2 tabIndex={-1} data-heading>
        {t('sheet_identity_title')}
      </h2>
      <p>
        <Translated word="sheet_identity_text" with={{ host: <Host host={asks} /> }} />
      </p>
      <p class="note warn">
        <b>{t('sheet_identity_told')}</b>
        <Untrusted text={wallet?.address ?? ''} />
      </p>
      {isTold !== asks && (
        <p class="small">
          <Translated word="sheet_identity_server" with={{ other: <Host host={isTold} /> }} />
        </p>
      )}
    </>
  );
}

function Kept({ permission }: { readonly permission: Identity }) {
  return (
    <p class="small">
      {isForHost(permission) ? (
        <Translated word="sheet_identity_kept_host" with={{ host: <Host host={hostOf(permission.payee)} /> }} />
      ) : (
        t('sheet_identity_kept')
      )}
    </p>
  );
}

/** The payee and the amount from the payee's server. The wallet was not asked. */
function Contact({ payment, send }: FaceProps) {
  const { total, items, payee } = payment;
  return (
    <>
      {total === undefined ? (
        <h2 tabIndex={-1} data-heading>
          {t('sheet_contact_title')}
        </h2>
      ) : (
        <h2 class="total" tabIndex={-1} data-heading>
          <span>{t(textsFor(payment).total)}</span> <Money amount={total} />
        </h2>
      )}
      <div class="route">
        <PayeeEnd payment={payment} />
        <WalletPicker payment={payment} send={send} />
      </div>
      <p class="note">
        <b>{t('sheet_contact_title')}</b>
        <Translated
          word={payment.via === undefined ? 'sheet_contact_text' : 'sheet_contact_text_manual'}
          with={{ host: payee === undefined ? t(textsFor(payment).hiddenPayee) : <Host host={payee.host} /> }}
        />
      </p>
      <About payment={payment} />
      <Items items={items} />
    </>
  );
}

/** Guarded like Pay: a disclosure cannot be undone. */
function PermitButton({ payment, send }: FaceProps<'permission'>) {
  const { permission } = payment;
  const facts = payment.isCovered ? undefined : JSON.stringify(permission);
  const { open, pressed, onClick } = usePressGuard(payment, facts, () =>
    send({ type: 'permit', paymentId: payment.paymentId, permission }),
  );
  return (
    <button type="button" class="button main" data-pay aria-disabled={!open} aria-busy={pressed} onClick={onClick}>
      {t(permission.kind === 'payee-identity' ? 'sheet_identity_button' : 'sheet_contact_button')}
    </button>
  );
}

function hostOf(url: string): string {
  return new URL(url).host;
}
