import type { AllowanceTerms } from './allowance.ts';
import { checkTerms, intervalOf, newAllowanceId, without } from './allowance.ts';
import type { AllowanceEnd } from './end-allowance.ts';
import type { AllowanceSteps } from './allowances-context.ts';
import { allowancesOf, NO_SIGNAL } from './allowances-context.ts';
import type { ConsentOwner, PendingConsent } from '../consents/consents.ts';
import type { TenderError } from '../model/errors.ts';
import type { RailState, RailTools } from '../model/rail.ts';

/** Maximum replaced allowances in the list: more than users request in one period. */
const REMEMBERED = 50;

/** Requests allowances, from the user's terms to the wallet's grant. */
export class AllowanceRequests implements ConsentOwner {
  readonly #steps: AllowanceSteps;
  readonly #ending: AllowanceEnd;

  constructor(steps: AllowanceSteps, ending: AllowanceEnd) {
    this.#steps = steps;
    this.#ending = ending;
  }

  /** See `Allowances.request`. */
  async request(walletId: string, terms: AllowanceTerms): Promise<void> {
    const { writer, clock, consent, rail, working } = this.#steps;
    checkTerms(terms);
    await this.#dropTries(walletId);
    const id = newAllowanceId();
    const askedAt = clock.now();
    working.add(id);
    try {
      await writer.put({ ...terms, id, walletId, state: 'asking', granted: terms.limit, askedAt });
      const request = { walletId, limit: terms.limit, interval: intervalOf(terms.period, askedAt) };
      const answer = await allowancesOf(rail()).ask(request, this.#tools(id, {}));
      await writer.saveRail(id, answer.state);
      if (answer.kind === 'granted') await this.#activate(id);
      // Not if it was cancelled meanwhile.
      else if ((await writer.get(id))?.state === 'asking') await consent.open(id, answer.url);
    } catch (thrown) {
      await this.#ending.end(id, thrown);
      throw thrown;
    } finally {
      working.delete(id);
    }
    await this.#ending.releaseIfOver(id);
  }

  async pending(id: string): Promise<PendingConsent | undefined> {
    const allowance = await this.#steps.writer.get(id);
    if (allowance?.state !== 'asking') return undefined;
    const { askedAt, returnUrl } = allowance;
    return { askedAt, ...(returnUrl === undefined ? {} : { returnUrl }) };
  }

  async keepReturn(id: string, url: string): Promise<boolean> {
    let isKept = false;
    await this.#steps.writer.change(id, (allowance) => {
      const isAwaited = allowance.state === 'asking' && allowance.returnUrl === undefined && allowance.rail !== undefined;
      isKept = isAwaited && this.#steps.rail().isReturn(allowance.rail ?? {}, url);
      return isKept ? { ...allowance, returnUrl: url } : undefined;
    });
    return isKept;
  }

  end(id: string, error: TenderError): Promise<void> {
    return this.#ending.end(id, error);
  }

  async finish(id: string): Promise<void> {
    const { writer, rail, working } = this.#steps;
    const allowance = await writer.get(id);
    if (allowance?.returnUrl === undefined || working.has(id)) return;
    working.add(id);
    try {
      const state = await allowancesOf(rail()).finish(allowance.returnUrl, this.#tools(id, allowance.rail ?? {}));
      await writer.saveRail(id, state);
      await this.#activate(id);
    } catch (thrown) {
      await this.#ending.end(id, thrown);
    } finally {
      working.delete(id);
    }
    await this.#ending.releaseIfOver(id);
  }

  /** A new request replaces failed and waiting ones. */
  async #dropTries(walletId: string): Promise<void> {
    const tries = (await this.#steps.writer.all()).filter((one) => one.walletId === walletId && one.state !== 'active');
    for (const { id } of tries) await this.#ending.revoke(id);
  }

  async #activate(id: string): Promise<void> {
    const { writer, rail } = this.#steps;
    const allowance = await writer.get(id);
    if (allowance?.state !== 'asking') return;
    const before = await writer.activeOf(allowance.walletId);
    const replaced = before && [before.id, ...(before.replaced ?? [])].slice(0, REMEMBERED);
    await writer.change(id, (asked) => {
      if (asked.state !== 'asking') return undefined;
      const limit = allowancesOf(rail()).limitOf(asked.rail ?? {}) ?? asked.granted;
      return { ...without(asked, 'returnUrl'), limit, granted: limit, state: 'active', ...(replaced ? { replaced } : {}) };
    });
    if (before) await this.#ending.revoke(before.id);
  }

  #tools(id: string, state: RailState): RailTools {
    return { signal: NO_SIGNAL, state, save: (change) => this.#steps.writer.saveRail(id, change) };
  }
}
