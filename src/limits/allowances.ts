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
 * The allowances: asked for at the wallet, used by payments, lowered and revoked by the user. One is active for each wallet; a new one
 * takes the place of the old when the wallet has granted it. Revoking works at once and always here; at the wallet it is tried until done.
 */
export class Allowances implements AllowanceStates {
  readonly #steps: AllowanceSteps;
  readonly #asking: AllowanceRequests;
  readonly #ending: AllowanceEnd;
  /** The visits to wallets' pages for allowances. */
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
   * Asks the wallet for an allowance and shows its page to the user.
   * @throws {TenderError} `malformed-amount` for terms that make no sense, and what the rail throws; that stays to be read until the next
   *   try or until it is dismissed.
   */
  request(walletId: string, terms: AllowanceTerms): Promise<void> {
    return this.#asking.request(walletId, terms);
  }

  /**
   * Changes the terms of an active allowance. Less needs nobody's leave and holds at once; more asks the wallet for a new one, and the
   * present one holds until that is granted.
   * @param mayRaise false where only what is within the present terms is to be done; anything else then throws `refused`.
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

  /**
   * Ends an allowance here and now, or dismisses what is told of a failed one; what the wallet still holds is given back as soon as it
   * can be reached.
   */
  revoke(id: string): Promise<void> {
    return this.#ending.revoke(id);
  }

  /** Ends what a wallet that is unlinked had allowed, and gives it back while there is a key to ask with; not for longer than people wait. */
  revokeAllOf(walletId: string): Promise<void> {
    return this.#ending.revokeAllOf(walletId);
  }

  /** Asks the wallet what it counts as spent. What cannot be asked stays as it was. */
  async reconcile(id: string): Promise<void> {
    const { writer, clock } = this.#steps;
    const allowance = await writer.get(id);
    if (allowance?.state !== 'active') return;
    const { walletId, limit } = allowance;
    // Noted as of now: what is promised while the wallet answers may be in its count or not, and counts in any case.
    const at = clock.now();
    await this.#orEnd(id, async (rail) => {
      const spent = await rail.spent({ walletId, allowanceId: id, limit }, NO_SIGNAL);
      await writer.change(id, (before) => ({ ...before, told: { spent, at } }));
    });
  }

  /** Makes a wallet's active allowance ready for a payment that is priced: nothing but the payment itself is left to ask for then. */
  async renewFor(walletId: string): Promise<void> {
    const allowance = await this.of(walletId);
    if (!allowance) return;
    await this.#orEnd(allowance.id, (rail) => rail.renew({ walletId, allowanceId: allowance.id }, NO_SIGNAL));
  }

  /** Takes up every allowance where it stands: after a wake, and by the alarms. */
  async resumeAll(): Promise<void> {
    for (const allowance of await this.list()) {
      if (this.#steps.working.has(allowance.id)) continue;
      if (allowance.state === 'over') void this.#ending.release(allowance.id);
      if (allowance.state === 'asking') await this.consents.resume(allowance.id);
    }
  }

  async get(id: string): Promise<RailState> {
    const allowance = await this.#steps.writer.get(id);
    // A payment that was submitted under it may still be read after it has ended, as long as its grant is there.
    if (allowance?.rail) return allowance.rail;
    throw new TenderError(allowance?.failure?.code ?? 'right-revoked');
  }

  save(id: string, state: RailState): Promise<void> {
    return this.#steps.writer.saveRail(id, state);
  }

  /** The wallet does not honour an allowance any more. */
  async lost(id: string, error: TenderError): Promise<void> {
    await this.#ending.end(id, error);
  }

  /**
   * The wallet refused a payment under an allowance: the right is gone, or less is left of it there than was reckoned here, as the limit
   * may have been lowered at the wallet. Then nothing as large is paid under it until the next period. The same for `right-refused`: a
   * wallet's firewall says so too, and an allowance does not end by one such word.
   */
  async refused(id: string, debit: Amount, error: Failure): Promise<void> {
    const isForThisOne = error.code === 'over-limit' || error.code === 'right-refused';
    if (isRightGone(error.code) && !isForThisOne) return this.lost(id, new TenderError(error.code, error));
    if (!isForThisOne) return;
    const at = this.#steps.clock.now();
    await this.#steps.writer.change(id, (before) => ({ ...before, refused: { debit, at } }));
  }

  /** What cannot be asked now stays as it was; a right that is gone ends the allowance. */
  async #orEnd(id: string, work: (rail: RailAllowances) => Promise<void>): Promise<void> {
    try {
      await work(allowancesOf(this.#steps.rail()));
    } catch (thrown) {
      if (isRightGone(failureOf(thrown).code)) await this.#ending.end(id, thrown);
    }
  }
}
