import { Consents } from '../consents/consents.ts';
import type { Allowance, AllowanceTerms } from './allowance.ts';
import { checkTerms, isLowering, without } from './allowance.ts';
import { AllowanceRequests } from './request-allowance.ts';
import { AllowanceWriter } from './allowance-writer.ts';
import { AllowanceEnd } from './end-allowance.ts';
import type { AllowancesContext, AllowanceSteps } from './allowances-context.ts';
import { allowancesOf, NO_SIGNAL } from './allowances-context.ts';
import type { Amount } from '../model/amount.ts';
import { sameAsset } from '../model/amount.ts';
import { failureOf } from '../model/failure.ts';
import { isRightGone, TenderError } from '../model/errors.ts';
import type { Failure } from '../model/payment.ts';
import type { AllowanceStates, RailAllowances, RailState } from '../model/rail.ts';

/**
 * The allowances: requested at the wallet, used by payments, lowered and revoked by the user. Each wallet has one active allowance; a new
 * one replaces it when the wallet has granted it. A revocation takes effect here immediately and is repeated at the wallet until it
 * succeeds.
 */
export class Allowances implements AllowanceStates {
  readonly #steps: AllowanceSteps;
  readonly #asking: AllowanceRequests;
  readonly #ending: AllowanceEnd;
  /** The consents of allowances. */
  readonly consents: Consents;

  constructor({ store, onChange, ...context }: AllowancesContext) {
    this.#steps = { ...context, writer: new AllowanceWriter(store, onChange), working: new Set() };
    this.#ending = new AllowanceEnd(this.#steps);
    this.#asking = new AllowanceRequests(this.#steps, this.#ending);
    this.consents = new Consents(this.#asking, context.consent, context.clock);
  }

  list(): Promise<readonly Allowance[]> {
    return this.#steps.writer.all();
  }

  /** The active allowance of a wallet. */
  of(walletId: string): Promise<Allowance | undefined> {
    return this.#steps.writer.activeOf(walletId);
  }

  async idFor(walletId: string): Promise<string | undefined> {
    return (await this.of(walletId))?.id;
  }

  /**
   * Requests an allowance from the wallet and opens its consent page.
   * @throws {TenderError} `malformed-amount` for invalid terms, and the errors of the rail. The error stays stored until the next request
   *   or until the user dismisses it.
   */
  request(walletId: string, terms: AllowanceTerms): Promise<void> {
    return this.#asking.request(walletId, terms);
  }

  /**
   * Changes the terms of an active allowance. Lower terms need no wallet consent and take effect immediately. Higher terms need a new
   * allowance; the current one is valid until the wallet grants it.
   * @param mayRaise false to allow lower terms only; otherwise throws `refused`.
   */
  async change(id: string, terms: AllowanceTerms, mayRaise: boolean): Promise<void> {
    checkTerms(terms);
    const allowance = await this.#steps.writer.get(id);
    if (allowance?.state !== 'active') return;
    if (!mayRaise && !isLowering(allowance, terms)) throw new TenderError('refused');
    const isWithin =
      terms.period === allowance.period && sameAsset(terms.limit, allowance.granted) && terms.limit.value <= allowance.granted.value;
    if (!isWithin) return this.request(allowance.walletId, terms);
    await this.#steps.writer.change(id, (before) =>
      mayRaise || isLowering(before, terms) ? { ...without(before, 'cap'), ...terms } : undefined,
    );
  }

  /** Ends an allowance immediately, or dismisses the error of a failed one. The grant is revoked when the wallet can be reached. */
  revoke(id: string): Promise<void> {
    return this.#ending.revoke(id);
  }

  /** Ends the allowances of a wallet that is unlinked and revokes their grants while the key exists, within UNLINKING_LIFE. */
  revokeAllOf(walletId: string): Promise<void> {
    return this.#ending.revokeAllOf(walletId);
  }

  /** Reads the spent amount from the wallet. If it cannot be read, the last one stays. */
  async reconcile(id: string): Promise<void> {
    const { writer, clock } = this.#steps;
    const allowance = await writer.get(id);
    if (allowance?.state !== 'active') return;
    const { walletId, limit } = allowance;
    // The time before the request: what is reserved meanwhile may be included in the wallet's amount or not, and counts in both cases.
    const at = clock.now();
    await this.#orEnd(id, async (rail) => {
      const spent = await rail.spent({ walletId, allowanceId: id, limit }, NO_SIGNAL);
      await writer.change(id, (before) => ({ ...before, told: { spent, at } }));
    });
  }

  /** Prepares a wallet's active allowance when a payment is priced, so that the approval needs no other request. */
  async renewFor(walletId: string): Promise<void> {
    const allowance = await this.of(walletId);
    if (!allowance) return;
    await this.#orEnd(allowance.id, (rail) => rail.renew({ walletId, allowanceId: allowance.id }, NO_SIGNAL));
  }

  /** Resumes every allowance from its state. Called when the worker starts and by its alarms. */
  async resumeAll(): Promise<void> {
    for (const allowance of await this.list()) {
      if (this.#steps.working.has(allowance.id)) continue;
      if (allowance.state === 'over') void this.#ending.release(allowance.id);
      if (allowance.state === 'asking') await this.consents.resume(allowance.id);
    }
  }

  async get(id: string): Promise<RailState> {
    const allowance = await this.#steps.writer.get(id);
    // A payment that was submitted under an ended allowance may still be read as long as the grant exists.
    if (allowance?.rail) return allowance.rail;
    throw new TenderError(allowance?.failure?.code ?? 'right-revoked');
  }

  save(id: string, state: RailState): Promise<void> {
    return this.#steps.writer.saveRail(id, state);
  }

  /** The allowance is not valid at the wallet any more. */
  async lost(id: string, error: TenderError): Promise<void> {
    await this.#ending.end(id, error);
  }

  /**
   * The wallet refused a payment under an allowance. Either its grant is gone, or less remains than was computed here because the limit was
   * lowered at the wallet. Then no payment of that size is made under it until the next period. The same applies to `right-refused`: a
   * wallet's firewall may give that answer, so it does not end the allowance.
   */
  async refused(id: string, debit: Amount, error: Failure): Promise<void> {
    const isForThisOne = error.code === 'over-limit' || error.code === 'right-refused';
    if (isRightGone(error.code) && !isForThisOne) return this.lost(id, new TenderError(error.code, error));
    if (!isForThisOne) return;
    const at = this.#steps.clock.now();
    await this.#steps.writer.change(id, (before) => ({ ...before, refused: { debit, at } }));
  }

  /** If the wallet cannot be reached, nothing changes. If the grant is gone, the allowance ends. */
  async #orEnd(id: string, work: (rail: RailAllowances) => Promise<void>): Promise<void> {
    try {
      await work(allowancesOf(this.#steps.rail()));
    } catch (thrown) {
      if (isRightGone(failureOf(thrown).code)) await this.#ending.end(id, thrown);
    }
  }
}
