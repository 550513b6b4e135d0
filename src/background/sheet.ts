import type { AllowanceGone, SheetAllowance } from '../messages/allowance.ts';
import type { SheetCommand, SheetFace, SheetView } from '../messages/sheet.ts';
import { parseSheetCommand } from '../messages/sheet-parser.ts';
import type { Engine } from '../payments/engine.ts';
import { TenderError, toTenderError } from '../payments/errors.ts';
import { isLeft } from '../payments/journal.ts';
import type { Payment } from '../payments/payment.ts';
import type { Permission } from '../payments/permission.ts';
import { permissionKey } from '../payments/permission.ts';
import { isOver } from '../payments/states.ts';
import type { Safety } from './safety/safety.ts';
import type { Payers } from './payers.ts';
import type { Checkout } from './checkout.ts';
import type { Covers } from './covers.ts';
import type { ConsentTabsInBrowser } from './consent-tabs.ts';
import { showTab } from './consent-tabs.ts';
import type { Line } from './line.ts';
import type { OptionsPlace } from './options-tab.ts';
import { isRetriable } from './page-answers.ts';
import type { SheetWindow } from './sheet-window.ts';
import { hostOf, sheetView } from './sheet-view.ts';

/** No hand answers an offer in less time than this after it was first shown; the sheet holds the same rule for the eye. */
const FASTEST_YES = 500;

/** The faces on which a person may want to ask somebody for help. */
const REPORTED: ReadonlySet<SheetFace> = new Set(['failed', 'expired', 'checking']);

/** What the sheet needs to show and to do. */
export interface SheetDeps {
  readonly engine: Engine;
  readonly payers: Payers;
  readonly checkout: Checkout;
  readonly consentTabs: ConsentTabsInBrowser;
  readonly window: SheetWindow;
  openOptions(place?: OptionsPlace): void;
  readonly safety: Safety;
  /** The address of a wallet that has not got our key (any more), if there is one. */
  halfLinked(): Promise<string | undefined>;
  readonly covers: Covers;
  /** The payment's report for somebody who helps. */
  report(payment: Payment): string;
  /** What is to be said of the allowance of the wallet that pays. */
  allowanceFor(payment: Payment): Promise<SheetAllowance | undefined>;
  /** Why the wallet asks, although there was an allowance. */
  allowanceGoneFor(payment: Payment): Promise<AllowanceGone | undefined>;
}

/** The payment sheet's other end: sends it the payment that the person has to do with, and does what the person asks there. */
export class Sheet {
  readonly #deps: SheetDeps;
  readonly #lines = new Set<Line>();
  /** Payments that the person has to do with: not over, or over and not seen. In the order in which they were asked. */
  readonly #payments = new Map<string, Payment>();
  /** When each offer was first sent to a sheet, by its digest or by what a press allows. */
  readonly #offered = new Map<string, number>();
  /** Views are gathered over several turns; only the latest one is told. */
  #turn = 0;
  /** Ends with the wait after too many failed tries at the passkey. */
  #wait: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: SheetDeps) {
    this.#deps = deps;
  }

  get isConnected(): boolean {
    return this.#lines.size > 0;
  }

  /** How many payments wait for the person; for the badge. */
  get waiting(): number {
    return this.#payments.size;
  }

  connect(line: Line): void {
    this.#lines.add(line);
    const onMessage = (message: unknown): void => {
      const command = parseSheetCommand(message);
      if (command) void this.#run(command).catch(() => this.show());
    };
    line.listen(onMessage, () => this.#lines.delete(line));
    void this.#deps.covers.ask().catch(() => undefined);
    void this.show();
  }

  /** Takes note of a changed payment, and shows it. */
  changed(payment: Payment): void {
    const isSeen = isOver(payment.state) && (payment.seenAt !== undefined || payment.failure?.code === 'page-gone');
    if (isSeen || isLeft(payment)) this.#payments.delete(payment.id);
    else this.#payments.set(payment.id, payment);
    if (payment.digest === undefined) this.#offered.clear();
    void this.show();
  }

  /** Sends the view to every open sheet. */
  async show(): Promise<void> {
    if (this.#lines.size === 0) return;
    const turn = ++this.#turn;
    const view = await this.#view();
    if (!view.payment && this.#deps.checkout.isAsking) return;
    if (turn !== this.#turn) return;
    const offer = offerOf(view.payment);
    if (offer !== undefined && !this.#offered.has(offer)) this.#offered.set(offer, Date.now());
    for (const line of this.#lines) line.post(view);
    const until = view.payment?.safety?.passkey?.waitUntil;
    clearTimeout(this.#wait);
    if (until !== undefined) this.#wait = setTimeout(() => void this.show(), until - Date.now() + 1);
  }

  /** The sheet's own window was closed by hand: for an offer that is a no. */
  async closedByHand(): Promise<void> {
    const payment = this.#current();
    if (!payment) return;
    await this.#deps.engine.decline(payment.id);
    await this.#deps.engine.see(payment.id);
  }

  async #view(): Promise<SheetView> {
    const payment = this.#current();
    if (!payment) return this.#unfinished();
    const deps = this.#deps;
    const [linked, allowance, allowanceGone, own] = await Promise.all([
      deps.payers.for(payment.intent),
      deps.allowanceFor(payment),
      deps.allowanceGoneFor(payment),
      deps.safety.viewOf(payment),
    ]);
    const view = sheetView(payment, linked, isRetriable(payment) && deps.checkout.isWanted(payment));
    if (view.face === 'link') return { payment: view, ...(await this.#unfinished()) };
    if (REPORTED.has(view.face)) return { payment: { ...view, report: deps.report(payment) } };
    const covered = deps.covers.mayCover(payment) ? { isCovered: true as const } : {};
    const standing = { ...(allowance ? { allowance } : {}), ...(allowanceGone ? { allowanceGone } : {}) };
    return { payment: { ...view, ...covered, ...standing, ...(own ? { safety: own } : {}) } };
  }

  /** A wallet whose linking the user can finish. */
  async #unfinished(): Promise<Pick<SheetView, 'unfinished'>> {
    const address = await this.#deps.halfLinked();
    return address === undefined ? {} : { unfinished: { host: hostOf(address) } };
  }

  /** What is open comes before what is over, and the newest before the older. */
  #current(): Payment | undefined {
    const newestFirst = [...this.#payments.values()].toReversed();
    return newestFirst.find((payment) => !isOver(payment.state) && payment.state !== 'unsure') ?? newestFirst[0];
  }

  async #run(command: SheetCommand): Promise<void> {
    const { consentTabs, openOptions, safety } = this.#deps;
    await safety.touch().catch(() => undefined);
    switch (command.type) {
      case 'approve':
        return this.#approve(command);
      case 'permit':
        return this.#permit(command);
      case 'cancel':
        return this.#cancel(command.paymentId);
      case 'choose-wallet':
        return this.#chooseWallet(command.paymentId, command.walletId);
      case 'again':
        return this.#again(command.paymentId);
      case 'show-consent':
        return consentTabs.show(command.paymentId);
      case 'dismiss':
        return this.#dismiss(command.paymentId);
      case 'show-receipt':
        return this.#showReceipt(command.paymentId);
      case 'close-cover':
        return this.#closeCover(command.paymentId);
      case 'open-options':
        openOptions(command.place);
    }
  }

  async #approve({ paymentId: id, digest, looked, assertion }: Extract<SheetCommand, { type: 'approve' }>): Promise<void> {
    const offered = this.#offered.get(digest);
    // Shown again, so that the sheet asks again: a press that did not count must not look like one that did.
    if (offered === undefined || Date.now() - offered < FASTEST_YES) return this.show();
    try {
      const payment = this.#payments.get(id);
      // What lies on top of the sheet may have shown something else than the sheet did.
      if (payment?.digest !== digest || this.#deps.covers.mayCover(payment)) throw new TenderError('approval-mismatch');
      await this.#deps.safety.admit(payment, digest, assertion);
      await this.#deps.engine.approve(id, digest, { looked: looked === true });
    } catch (thrown) {
      // The offer changed under the person's hand: the sheet shows the new one, and nothing was approved.
      if (toTenderError(thrown).code === 'internal') throw thrown;
      await this.show();
    }
  }

  /** Held to the same time to read as an approval: a press that was meant for the shop's page must tell nobody anything. */
  async #permit({ paymentId: id, permission }: Extract<SheetCommand, { type: 'permit' }>): Promise<void> {
    const offered = this.#offered.get(keyOfPermission(id, permission));
    const payment = this.#payments.get(id);
    const isCovered = payment !== undefined && this.#deps.covers.mayCover(payment);
    if (offered === undefined || Date.now() - offered < FASTEST_YES || isCovered) return this.show();
    await this.#deps.engine.permit(id, permission);
  }

  async #cancel(id: string): Promise<void> {
    const { engine } = this.#deps;
    const tab = this.#payments.get(id)?.intent.source.tabId;
    await engine.decline(id);
    await engine.see(id);
    await this.#backToShop(tab);
  }

  #closeCover(id: string): void {
    const payment = this.#payments.get(id);
    if (payment) this.#deps.covers.close(payment);
  }

  /** Another wallet for what waits for one, or for another try at what failed. */
  async #chooseWallet(id: string, walletId: string): Promise<void> {
    const payment = this.#payments.get(id);
    if (payment && isOver(payment.state)) await this.#again(id, walletId);
    else await this.#deps.engine.chooseWallet(id, walletId);
  }

  async #again(id: string, walletId?: string): Promise<void> {
    const { engine, checkout } = this.#deps;
    const payment = this.#payments.get(id);
    if (!payment || !checkout.isWanted(payment)) return;
    const next = await engine.again(id, walletId);
    if (!next) return;
    checkout.follow(id, next);
    await engine.see(id);
  }

  /** What else went well is over with it: its shop or a notification has told it, and one result after another would hide the shop. */
  async #dismiss(id: string): Promise<void> {
    const tab = this.#payments.get(id)?.intent.source.tabId;
    const paid = [...this.#payments.values()].filter(({ state }) => state === 'completed').map((payment) => payment.id);
    for (const one of new Set([id, ...paid])) await this.#deps.engine.see(one);
    await this.#backToShop(tab);
  }

  /** The receipt stays in the history; the sheet has done its work with it. */
  async #showReceipt(id: string): Promise<void> {
    if (!this.#payments.has(id)) return;
    this.#deps.openOptions(`history/${id}`);
    await this.#deps.engine.see(id);
    if (this.#payments.size === 0) await this.#deps.window.close();
  }

  async #backToShop(tabId: number | undefined): Promise<void> {
    if (this.#payments.size === 0) await this.#deps.window.close();
    if (tabId !== undefined) await showTab(tabId);
  }
}

/** What a press on the sheet would answer. */
function offerOf(view: SheetView['payment']): string | undefined {
  return view?.permission ? keyOfPermission(view.paymentId, view.permission) : view?.digest;
}

function keyOfPermission(id: string, permission: Permission): string {
  return `${id} ${permissionKey(permission)}`;
}
