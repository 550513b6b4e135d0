import type { ConsentOwner } from '../consents/consents.ts';
import { Consents } from '../consents/consents.ts';
import { keepReturn, pendingConsent } from './authorize.ts';
import type { ApprovalRequest } from './approve.ts';
import { writeApproval } from './approve.ts';
import type { EngineContext } from './engine-context.ts';
import { endBeforeSubmission } from './engine-context.ts';
import {
  runAuthorization,
  awaitConsent,
  finishAuthorization,
  followUp,
  continueApproved,
  runSubmission,
  runPricing,
  release,
} from './workflow.ts';
import { TenderError } from '../model/errors.ts';
import type { DisplayItem, Intent, PageSource } from '../model/intent.ts';
import { isFromPage, isSameDocument } from '../model/intent.ts';
import type { DecimalAmount } from '../model/amount.ts';
import { resumeChecking, stopChecking } from './stop-checking.ts';
import type { Payment } from '../model/payment.ts';
import { changed, moved } from '../model/payment.ts';
import { keepPriced } from './price.ts';
import type { Permission } from '../model/permission.ts';
import { disclosureOf, samePermission } from '../model/permission.ts';
import type { RailState } from '../model/rail.ts';
import { isDeclinable, isOver } from '../model/states.ts';
import { TaskRunner } from './task-runner.ts';

/** Milliseconds for which a document may recall its payment. */
const RECALL_LIFE = 24 * 60 * 60_000;

/** Changes of an intent when the page's promise resolves. */
export interface Revision {
  readonly total: DecimalAmount;
  readonly items: readonly DisplayItem[];
}

/**
 * The engine: takes each payment from its request to its receipt, exactly once. It controls the order of the steps. Rails communicate with
 * wallets; controllers communicate with the user and the page. One task at a time runs for each payment.
 */
export class Engine {
  readonly #context: EngineContext;
  readonly #tasks = new TaskRunner((id) => this.#releaseWhenIdle(id));
  /** Payments whose grants this worker has tried to revoke. A failed revocation waits for the next `resumeAll`. */
  readonly #released = new Set<string>();

  /** Payments whose consent is being finished, up to the end of that task. */
  readonly #finishing = new Set<string>();
  /** The consents of payments. */
  readonly consents: Consents;

  constructor(context: EngineContext) {
    this.#context = context;
    this.consents = new Consents(this.#consentOwner(), context.consent, context.clock);
  }

  /**
   * Records a request and starts to price it, or attaches to the existing payment of the same order.
   * @throws {TenderError} `storage-failed`.
   */
  request(intent: Intent, walletId?: string): Promise<Payment> {
    return this.#request(intent, walletId);
  }

  async #request(intent: Intent, walletId?: string, state?: RailState): Promise<Payment> {
    const rail = this.#context.rails.get(intent.request.rail);
    if (!rail) throw new TenderError('invalid-request', { params: { what: 'rail' } });
    const at = this.#context.clock.now();
    const fresh: Payment = {
      id: crypto.randomUUID(),
      key: rail.keyOf(intent),
      revision: 0,
      state: 'asked',
      history: [{ state: 'asked', at }],
      intent,
      ...(rail.practice ? { isPractice: true } : {}),
      ...(walletId === undefined ? {} : { walletId }),
      ...(state === undefined ? {} : { rail: state }),
      createdAt: at,
    };
    const payment = await this.#context.journalWriter.insert(fresh);
    if (payment.id === fresh.id && !intent.pending)
      this.#tasks.start(payment.id, (signal) => runPricing(this.#context, payment.id, signal));
    return payment;
  }

  /** The current payment. */
  get(id: string): Promise<Payment> {
    return this.#context.journalWriter.get(id);
  }

  /** The newest payment of this request of this document. */
  async recall(requestId: string, page: PageSource): Promise<Payment | undefined> {
    const recent = await this.#context.journalWriter.since(this.#context.clock.now() - RECALL_LIFE);
    const isThisOne = ({ source, ...intent }: Intent): boolean =>
      intent.requestId === requestId && isFromPage(source) && isSameDocument(source, page);
    return recent.find(({ intent }) => isThisOne(intent));
  }

  /** Sets the final total when the page's promise for its details resolves, and starts to price the payment. */
  async revise(id: string, { total, items }: Revision): Promise<void> {
    const payment = await this.#context.journalWriter.update(id, (stored) => {
      if (stored.state !== 'asked' || !stored.intent.pending) return undefined;
      return changed(stored, { set: { intent: { ...stored.intent, total, items, pending: false } } });
    });
    if (payment.state === 'asked' && !this.#tasks.isRunning(id)) this.#tasks.start(id, (signal) => runPricing(this.#context, id, signal));
  }

  /** Prices a payment with another wallet, or one that waits for a wallet. No effect after the approval. */
  async chooseWallet(id: string, walletId: string): Promise<void> {
    const payment = await this.#context.journalWriter.get(id);
    if (payment.state !== 'resolved' && payment.state !== 'quoted' && payment.state !== 'asked') return;
    await this.#tasks.stop(id);
    const chosen = await this.#context.journalWriter.update(id, (stored) => {
      const change = { set: { walletId }, drop: ['quote', 'digest', 'debitBefore', 'awaits'] as const };
      if (stored.state === 'quoted') return moved(stored, 'resolved', this.#context.clock.now(), change);
      return stored.state === 'resolved' || stored.state === 'asked' ? changed(stored, change) : undefined;
    });
    const isPriced = chosen.walletId === walletId && !isOver(chosen.state) && !chosen.intent.pending;
    if (isPriced) this.#tasks.start(id, (signal) => runPricing(this.#context, id, signal));
  }

  /** The user allows what the payment waits for. No effect for another permission, or if it was allowed before. */
  async permit(id: string, permission: Permission): Promise<void> {
    const isIt = ({ awaits }: Payment): boolean => awaits !== undefined && samePermission(awaits, permission);
    if (!isIt(await this.#context.journalWriter.get(id))) return;
    if (permission.kind === 'payee-identity') await this.#context.privacy.allow(disclosureOf(permission));
    await this.#tasks.stop(id);
    const set = permission.kind === 'wallet-contact' ? { contactAllowed: permission.walletId } : {};
    const { state, awaits } = await this.#context.journalWriter.update(id, (stored) =>
      isIt(stored) && isDeclinable(stored.state) ? changed(stored, { set, drop: ['awaits'] }) : undefined,
    );
    if (!isOver(state) && awaits === undefined) this.#tasks.start(id, (signal) => runPricing(this.#context, id, signal));
  }

  /**
   * The user's approval. A second approval of the same payment has no effect.
   * @throws {TenderError} `approval-mismatch` if the digest is not that of the current offer, `quote-expired` if the quote has expired.
   */
  async approve(id: string, digest: string, request: Omit<ApprovalRequest, 'digest'> = {}): Promise<void> {
    const payment = await writeApproval(this.#context, id, { ...request, digest });
    if (!payment) return;
    await this.#tasks.stop(id);
    this.#tasks.start(id, (signal) => continueApproved(this.#context, payment, signal));
  }

  /**
   * Ends a payment that was not submitted.
   * @returns false if the payment was submitted or is over.
   */
  async decline(id: string, reason: TenderError = new TenderError('consent-denied')): Promise<boolean> {
    const { state } = await this.#context.journalWriter.get(id);
    if (!isDeclinable(state)) return false;
    await endBeforeSubmission(this.#context, id, reason);
    const { state: after } = await this.#context.journalWriter.get(id);
    if (!isOver(after)) return false;
    await this.#tasks.stop(id);
    await this.#context.consent.close(id);
    this.#release(id);
    return true;
  }

  /** Ends a payment that the user has not approved. An approved payment continues. */
  async declineUnapproved(id: string, reason: TenderError): Promise<void> {
    const { approval } = await this.#context.journalWriter.get(id);
    if (!approval) await this.decline(id, reason);
  }

  /** Records that the user has seen the result of a payment. */
  async markSeen(id: string): Promise<void> {
    await this.#context.journalWriter.update(id, (stored) => {
      if (!isOver(stored.state) || stored.seenAt !== undefined) return undefined;
      return changed(stored, { set: { seenAt: this.#context.clock.now() } });
    });
  }

  /** Records that the tab of a payment that is over needs no further navigation. */
  async markReturned(id: string): Promise<void> {
    await this.#context.journalWriter.update(id, (stored) => {
      if (!isOver(stored.state) || stored.returnedAt !== undefined) return undefined;
      return changed(stored, { set: { returnedAt: this.#context.clock.now() } });
    });
  }

  /**
   * Records, for a payment that ended without an approval, that the user chose another method of the page, or that the browser refused to
   * show it. The sheet then tells the user what to do.
   */
  async noteOtherMethod(id: string, code: 'other-method-chosen' | 'other-method-blocked'): Promise<void> {
    await this.#context.journalWriter.update(id, (stored) => {
      const isHandedOver = stored.failure?.code === 'other-method-chosen';
      if (!isOver(stored.state) || stored.state === 'completed' || (stored.approval && !isHandedOver)) return undefined;
      return changed(stored, { set: { failure: { code, params: {} } }, drop: ['seenAt'] });
    });
  }

  /** Payments as the owners of consents. */
  #consentOwner(): ConsentOwner {
    const context = this.#context;
    return {
      pending: async (id) => pendingConsent(await context.journalWriter.get(id)),
      keepReturn: (id, url) => keepReturn(context, id, url),
      finish: async (id) => {
        // The return and a worker's start can both come to it: aborting the first would lose the wallet's answer.
        if (this.#finishing.has(id)) return;
        this.#finishing.add(id);
        await this.#tasks.stop(id);
        this.#tasks.start(id, (signal) => finishAuthorization(context, id, signal).finally(() => this.#finishing.delete(id)));
      },
      end: async (id, error) => void (await this.decline(id, error)),
      wait: (id) => this.#tasks.start(id, (signal) => awaitConsent(context, id, signal)),
      askAgain: (id) => this.#tasks.start(id, (signal) => runAuthorization(context, id, signal)),
    };
  }

  /**
   * Starts a new attempt at the intent of a payment that ended without success, with the same wallet unless another is given. If an earlier
   * attempt has paid a part, the new one pays the rest.
   */
  async retry(id: string, walletId?: string): Promise<Payment | undefined> {
    const payment = await this.#context.journalWriter.get(id);
    if (!isOver(payment.state) || payment.state === 'completed') return undefined;
    return this.#request(payment.intent, walletId ?? payment.walletId, await this.#restOf(payment));
  }

  async #restOf({ key, intent, createdAt }: Payment): Promise<RailState | undefined> {
    const rail = this.#context.rails.get(intent.request.rail);
    const attempts = await this.#context.journalWriter.since(createdAt - RECALL_LIFE);
    const part = attempts.find((attempt) => attempt.key === key && attempt.failure?.code === 'paid-in-part');
    return part?.payable && rail?.stateForRest?.(part.intent, part.payable);
  }

  /** Stops the checking of a payment whose result has been unknown for long (see `stop-checking.ts`). No effect for other payments. */
  async stopChecking(id: string): Promise<void> {
    if (await stopChecking(this.#context, id)) await this.#tasks.stop(id);
  }

  /** Reconciles a payment in progress immediately, also if its checking was stopped. */
  async reconcileNow(id: string): Promise<Payment> {
    const payment = await resumeChecking(this.#context, id);
    if (payment.state !== 'sending' && payment.state !== 'unsure') return payment;
    await this.#tasks.stop(id);
    await this.#resume(await this.#context.journalWriter.get(id));
    return payment;
  }

  /**
   * Resumes every payment from its state in the journal. Called when the worker starts and by its alarms. No effect for payments with a
   * running task.
   */
  async resumeAll(): Promise<void> {
    for (const payment of await this.#context.journalWriter.unfinished()) {
      if (!this.#tasks.isRunning(payment.id)) await this.#resume(payment);
    }
  }

  /** The tab of the page that requested the payment, or in which the user started it. */
  async shopTab(id: string): Promise<number | undefined> {
    return (await this.#context.journalWriter.get(id)).intent.source.tabId;
  }

  /** Resolves when no task runs for a payment. For tests and an orderly shutdown. */
  async whenIdle(id: string): Promise<void> {
    await this.#tasks.whenIdle(id);
  }

  async #resume(payment: Payment): Promise<void> {
    const { id } = payment;
    switch (payment.state) {
      case 'asked':
      case 'resolved':
        if (!payment.intent.pending) this.#tasks.start(id, (signal) => runPricing(this.#context, id, signal));
        return;
      case 'quoted':
        this.#tasks.start(id, (signal) => keepPriced(this.#context, id, signal));
        return;
      case 'approved':
      case 'authorizing':
        return this.consents.resume(id);
      case 'authorized':
        this.#tasks.start(id, (signal) => runSubmission(this.#context, id, signal));
        return;
      case 'submitting':
        // The worker was stopped while the request was being sent. Its result is unknown, so it is reconciled first.
        await this.#context.journalWriter.move(id, ['submitting'], 'unsure', { set: { failure: { code: 'answer-lost', params: {} } } });
        this.#tasks.start(id, (signal) => followUp(this.#context, id, signal));
        return;
      case 'sending':
      case 'unsure':
        this.#tasks.start(id, (signal) => followUp(this.#context, id, signal));
        return;
      default:
        this.#release(id);
    }
  }

  /** Revokes the grants of an ended payment. A failed revocation is repeated at the next `resumeAll`. */
  #release(id: string): void {
    this.#released.add(id);
    this.#tasks.start(id, (signal) => release(this.#context, id, signal));
  }

  /** Releases a payment that has ended. */
  async #releaseWhenIdle(id: string): Promise<void> {
    if (this.#released.has(id)) return;
    const { state, rail } = await this.#context.journalWriter.get(id);
    if (isOver(state) && rail) this.#release(id);
  }
}
