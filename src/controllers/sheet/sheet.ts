import type { SheetCommand, SheetView } from '../../messages/sheet.ts';
import { parseSheetCommand } from '../../messages/sheet-parser.ts';
import type { Engine } from '../../engine/engine.ts';
import { TenderError, toTenderError } from '../../model/errors.ts';
import { isCheckingStopped } from '../../model/journal.ts';
import type { Payment } from '../../model/payment.ts';
import type { Permission } from '../../model/permission.ts';
import { permissionKey } from '../../model/permission.ts';
import { isDeclinable, isOver } from '../../model/states.ts';
import type { Security } from '../security/security.ts';
import type { Checkout } from '../checkout/checkout.ts';
import type { ConsentTabViewer, OptionsPlace, PictureInPictureWindows, SheetWindowControl } from '../environment.ts';
import { Controller } from '../controller.ts';
import type { PortConnection } from '../port-connection.ts';
import { isRetriable } from '../checkout/page-answers.ts';
import type { SheetViewDeps } from './gather-view.ts';
import { gatherView, unfinishedLinking } from './gather-view.ts';
import { returnPart } from './sheet-view.ts';

/** No hand answers an offer in less time than this after it was first shown; the sheet holds the same rule for the eye. */
const FASTEST_YES = 500;

/** What the sheet needs to show and to do. */
export interface SheetDeps extends SheetViewDeps {
  readonly engine: Engine;
  readonly checkout: Checkout;
  readonly safety: Security;
  readonly covers: PictureInPictureWindows;
  readonly consentTabs: ConsentTabViewer;
  readonly window: SheetWindowControl;
  openOptions(place?: OptionsPlace): void;
  /** Brings a tab to the front, if it is still there. */
  showTab(tabId: number): Promise<void>;
  /** Takes the user to the page that a checkout names, after a press of the button that names its host. */
  returnToShop(paymentId: string): Promise<void>;
  /** True while the sheet's first screen has something to answer to the user: then no result takes its place. */
  isBringing(): boolean;
}

/** The payment sheet's other end: sends it the payment that the user has to do with, and does what the user asks there. */
export class Sheet {
  readonly #deps: SheetDeps;
  readonly #pages = new Controller<SheetView, SheetCommand>({
    parse: parseSheetCommand,
    run: (command) => this.#run(command).catch(() => this.show()),
    onLeave: (connection) => this.#open.delete(connection),
  });
  /** Every open sheet, and the payment that it showed last. */
  readonly #open = new Map<PortConnection, string | undefined>();
  /** Payments that the user has to do with: not over, or over and not seen. In the order in which they were asked. */
  readonly #payments = new Map<string, Payment>();
  /** When each offer was first sent to a sheet, by its digest or by what a press allows. */
  readonly #offered = new Map<string, number>();
  /** Views are gathered over several turns; only the latest one is told. */
  #turn = 0;
  /** How many of the user's commands are being carried out that end what is shown. */
  #ending = 0;
  /** The payment that a sheet showed last. */
  #shown: string | undefined;
  /** Ends with the wait after too many failed tries at the passkey. */
  #wait: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: SheetDeps) {
    this.#deps = deps;
  }

  get isConnected(): boolean {
    return this.#open.size > 0;
  }

  /** How many payments wait for the user; for the badge. Practice counts while it can be finished, and its result is no news. */
  get waiting(): number {
    return [...this.#payments.values()].filter(({ isPractice, state }) => !isPractice || !isOver(state)).length;
  }

  /** @param shown the payment that the sheet shows already, when it comes back to a worker that was restarted. */
  connect(connection: PortConnection, shown?: string): void {
    this.#open.set(connection, shown);
    this.#shown = shown ?? this.#shown;
    void this.#deps.window.adopt(connection.port.sender?.tab?.windowId).catch(() => undefined);
    this.#pages.connect(connection);
    void this.#deps.covers.ask().catch(() => undefined);
    void this.show();
  }

  /** Takes note of a changed payment, and shows it. */
  changed(payment: Payment): void {
    const isSeen = isOver(payment.state) && (payment.seenAt !== undefined || payment.failure?.code === 'page-gone');
    if (isSeen || isCheckingStopped(payment)) this.#payments.delete(payment.id);
    else this.#payments.set(payment.id, payment);
    if (payment.digest === undefined) this.#offered.clear();
    void this.show();
  }

  /**
   * Sends the view to every open sheet. A sheet whose payment is done with closes, whoever ended it and however the sheet was opened: it
   * never turns into an older result or the first screen. It goes on only to a payment that still waits for the user, or to what the
   * person has just brought.
   */
  async show(): Promise<void> {
    if (this.#open.size === 0 || this.#ending > 0) return;
    const turn = ++this.#turn;
    const payment = this.#current();
    const goesOn = this.#deps.isBringing() || (payment !== undefined && this.#waitsForPerson(payment));
    const view = await (payment ? gatherView(this.#deps, payment) : unfinishedLinking(this.#deps));
    if (turn !== this.#turn || this.#ending > 0) return;
    // What is being asked for is shown next, and no older result before it.
    if (!goesOn && this.#deps.checkout.isAsking) return;
    this.#tell(view, goesOn);
  }

  #tell(view: SheetView, goesOn: boolean): void {
    const id = view.payment?.paymentId;
    for (const [connection, shown] of this.#open) {
      if (shown !== undefined && shown !== id && !goesOn) this.#close(connection);
      else {
        this.#pages.post(connection, view);
        this.#open.set(connection, id);
        this.#shown = id ?? this.#shown;
      }
    }
    if (this.#open.size > 0) this.#noteOffer(view);
  }

  #noteOffer(view: SheetView): void {
    const offer = offerOf(view.payment);
    if (offer !== undefined && !this.#offered.has(offer)) this.#offered.set(offer, Date.now());
    const until = view.payment?.face === 'ready' ? view.payment.safety?.passkey?.waitUntil : undefined;
    clearTimeout(this.#wait);
    if (until !== undefined) this.#wait = setTimeout(() => void this.show(), until - Date.now() + 1);
  }

  /** Has a sheet close, which counts as closed from now on: what is asked for next opens another. */
  #close(connection: PortConnection): void {
    this.#open.delete(connection);
    this.#pages.post(connection, { closes: true });
    if (this.#open.size === 0) void this.#deps.window.close();
  }

  /** The sheet's own window was closed by hand: that declines an offer, and nothing that was approved. */
  async closedByHand(): Promise<void> {
    const payment = this.#payments.get(this.#shown ?? '');
    if (!payment) return;
    await this.#deps.engine.declineUnapproved(payment.id, new TenderError('consent-denied'));
    await this.#deps.engine.markSeen(payment.id);
  }

  /**
   * What waits for the user comes before everything else; then what an open sheet shows already, then what is open before what is over.
   * Each time the newest before the older.
   */
  #current(): Payment | undefined {
    const newestFirst = [...this.#payments.values()].toReversed();
    const isShown = ({ id }: Payment): boolean => [...this.#open.values()].includes(id);
    const waiting = newestFirst.find((payment) => this.#waitsForPerson(payment));
    if (waiting || this.#deps.isBringing()) return waiting;
    return (
      newestFirst.find(isShown) ?? newestFirst.find((payment) => !isOver(payment.state) && payment.state !== 'unsure') ?? newestFirst[0]
    );
  }

  /** An offer that the user can still decline, or a failure that a page still waits to be turned into a payment. */
  #waitsForPerson(payment: Payment): boolean {
    return isDeclinable(payment.state) || (isRetriable(payment) && this.#deps.checkout.isAwaited(payment.id));
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
      case 'other-methods':
        return this.#otherMethods(command.paymentId);
      case 'choose-wallet':
        return this.#chooseWallet(command.paymentId, command.walletId);
      case 'again':
        return this.#again(command.paymentId);
      case 'show-consent':
        return consentTabs.show(command.paymentId);
      case 'dismiss':
        return this.#dismiss(command.paymentId);
      case 'return':
        return this.#return(command.paymentId);
      case 'show-receipt':
        return this.#showReceipt(command.paymentId);
      case 'close-cover':
        return this.#closeCover(command.paymentId);
      case 'open-history':
        return openOptions(`history/${command.paymentId}`);
      case 'open-options':
        openOptions(command.place);
    }
  }

  async #approve({ paymentId: id, digest, warningConfirmed, assertion }: Extract<SheetCommand, { type: 'approve' }>): Promise<void> {
    const offered = this.#offered.get(digest);
    // Shown again, so that the sheet asks again: a press that did not count must not look like one that did.
    if (offered === undefined || Date.now() - offered < FASTEST_YES) return this.show();
    try {
      const payment = this.#payments.get(id);
      // What lies on top of the sheet may have shown something else than the sheet did.
      if (payment?.digest !== digest || this.#deps.covers.mayCover(payment)) throw new TenderError('approval-mismatch');
      await this.#deps.safety.admit(payment, digest, assertion);
      await this.#deps.engine.approve(id, digest, { warningConfirmed: warningConfirmed === true });
    } catch (thrown) {
      // The offer changed under the user's hand: the sheet shows the new one, and nothing was approved.
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
    await this.#end(id, async () => {
      await engine.decline(id);
      // Stays for the press that an address of another host needs.
      if (returnPart(await engine.get(id)).returnHost === undefined) await engine.markSeen(id);
    });
  }

  async #return(id: string): Promise<void> {
    const { engine, returnToShop } = this.#deps;
    if (!this.#payments.has(id)) return;
    await this.#end(id, () => engine.markSeen(id));
    await returnToShop(id);
  }

  #closeCover(id: string): void {
    const payment = this.#payments.get(id);
    if (payment) this.#deps.covers.close(payment);
  }

  async #otherMethods(id: string): Promise<void> {
    await this.#end(id, async () => void (await this.#deps.checkout.handOver(id)));
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
    const next = await engine.retry(id, walletId);
    if (!next) return;
    checkout.follow(id, next);
    await engine.markSeen(id);
  }

  /** What else went well is over with it: its shop or a notification has told it, and one result after another would hide the shop. */
  async #dismiss(id: string): Promise<void> {
    const paid = [...this.#payments.values()].filter(({ state }) => state === 'completed').map((payment) => payment.id);
    await this.#end(id, async () => {
      for (const one of new Set([id, ...paid])) await this.#deps.engine.markSeen(one);
    });
  }

  /** The receipt stays in the history; the sheet has done its work with it. */
  async #showReceipt(id: string): Promise<void> {
    if (!this.#payments.has(id)) return;
    this.#deps.openOptions(`history/${id}`);
    await this.#deps.engine.markSeen(id);
  }

  /**
   * Ends a payment by the user's wish. Its steps are not shown one by one. The shop's tab comes to the front, unless the sheet stays: for
   * a payment that could not be ended any more, or for the next one that waits for the user.
   */
  async #end(id: string, end: () => Promise<void>): Promise<void> {
    const tabId = this.#payments.get(id)?.intent.source.tabId;
    this.#ending += 1;
    try {
      await end();
    } finally {
      this.#ending -= 1;
    }
    await this.show();
    const next = this.#current();
    if (tabId === undefined || this.#payments.has(id) || (next && this.#waitsForPerson(next))) return;
    await this.#deps.showTab(tabId);
  }
}

/** What a press on the sheet would answer. */
function offerOf(view: SheetView['payment']): string | undefined {
  if (view?.face === 'permission') return keyOfPermission(view.paymentId, view.permission);
  return view?.face === 'ready' ? view.digest : undefined;
}

function keyOfPermission(id: string, permission: Permission): string {
  return `${id} ${permissionKey(permission)}`;
}
