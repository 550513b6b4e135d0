import type { AllowanceGone, SheetAllowance } from '../../messages/allowance.ts';
import type { SheetFace, SheetPayment, SheetView } from '../../messages/sheet.ts';
import type { Payer } from '../../model/payer-wallet.ts';
import type { Payment } from '../../model/payment.ts';
import type { Rail } from '../../model/rail.ts';
import type { Checkout } from '../checkout/checkout.ts';
import { isRetriable } from '../checkout/page-answers.ts';
import type { PictureInPictureWindows } from '../environment.ts';
import type { Payers } from '../payers.ts';
import type { Security } from '../security/security.ts';
import { hostOf, sheetView } from './sheet-view.ts';

/** The screens on which the user can still choose another method of the page. */
const OFFERS_OTHERS: ReadonlySet<SheetFace> = new Set(['pricing', 'permission', 'ready', 'link', 'failed', 'expired']);

/** The modules that know what the payment alone does not say. */
export interface SheetViewDeps {
  readonly rails: ReadonlyMap<string, Rail>;
  readonly payers: Pick<Payers, 'for'>;
  readonly checkout: Pick<Checkout, 'canHandOver' | 'isWanted'>;
  readonly safety: Pick<Security, 'viewOf'>;
  readonly covers: Pick<PictureInPictureWindows, 'mayCover'>;
  /** The address of a wallet that has not got our key (any more), if there is one. */
  halfLinked(): Promise<string | undefined>;
  /** The payment's report for support. */
  report(payment: Payment): string;
  /** The allowance of the paying wallet, as the sheet shows it. */
  allowanceFor(payment: Payment): Promise<SheetAllowance | undefined>;
  /** Why the wallet asks, although there was an allowance. */
  allowanceGoneFor(payment: Payment): Promise<AllowanceGone | undefined>;
}

/** Everything that the sheet shows of a payment. */
export async function gatherView(deps: SheetViewDeps, payment: Payment): Promise<SheetView> {
  const [linked, allowance, allowanceGone, safety] = await Promise.all([
    deps.payers.for(payment.intent),
    deps.allowanceFor(payment),
    deps.allowanceGoneFor(payment),
    deps.safety.viewOf(payment),
  ]);
  const view = factsOf(deps, payment, linked);
  const covered = deps.covers.mayCover(payment) ? { isCovered: true as const } : {};
  const gone = allowanceGone ? { allowanceGone } : {};
  const own = { ...gone, ...(allowance ? { allowance } : {}), ...(safety ? { safety } : {}) };
  switch (view.face) {
    case 'link':
      return { payment: view, ...(await unfinishedLinking(deps)) };
    case 'failed':
    case 'expired':
    case 'checking':
      return { payment: { ...view, report: deps.report(payment) } };
    case 'pricing':
    case 'permission':
      return { payment: { ...view, ...covered } };
    case 'ready':
      return { payment: { ...view, ...covered, ...own } };
    case 'consent':
      return { payment: { ...view, ...gone } };
    default:
      return { payment: view };
  }
}

/** A wallet whose linking the user can finish. */
export async function unfinishedLinking(deps: Pick<SheetViewDeps, 'halfLinked'>): Promise<Pick<SheetView, 'unfinished'>> {
  const address = await deps.halfLinked();
  return address === undefined ? {} : { unfinished: { host: hostOf(address) } };
}

/** What the payment itself says, and whether the browser can take it over. */
function factsOf({ rails, checkout }: SheetViewDeps, payment: Payment, linked: readonly Payer[]): SheetPayment {
  const arrived = rails.get(payment.intent.request.rail)?.arrived?.(payment.rail);
  const facts = sheetView(payment, linked, { retriable: isRetriable(payment) && checkout.isWanted(payment), arrived });
  return OFFERS_OTHERS.has(facts.face) && checkout.canHandOver(payment.id) ? { ...facts, otherMethods: true } : facts;
}
