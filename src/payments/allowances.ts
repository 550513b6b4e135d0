import type { Allowance, AllowanceTerms } from './allowance.ts';
import { checkTerms, intervalOf, newAllowanceId } from './allowance.ts';
import type { AllowanceStore } from './allowance-book.ts';
import { AllowanceBook } from './allowance-book.ts';
import { sameAsset } from './amount.ts';
import type { Clock } from './clock.ts';
import type { Consent } from './context.ts';
import { failureOf } from './context.ts';
import { TenderError } from './errors.ts';
import type { AllowanceStates, Rail, RailAllowances, RailState, RailTools } from './rail.ts';

export interface AllowancesContext {
  readonly store: AllowanceStore;
  /** The rail whose wallets know allowances; it pays under the ones that are kept here. */
  rail(): Rail;
  readonly clock: Clock;
  readonly consent: Consent;
  /** Whether a payment that is not over still needs the grant. */
  isInUse(allowanceId: string): Promise<boolean>;
  readonly onChange: () => void;
}

/** A wallet's question that nobody answered is over after this. */
const ASKING_LIFE = 10 * 60_000;
/** Unlinking a wallet that cannot be reached takes no longer than this. */
const UNLINKING_LIFE = 3_000;
/** How many allowances before it one remembers: more than anybody raises in one period. */
const REMEMBERED = 50;
const NO_SIGNAL = new AbortController().signal;

/**
 * The allowances: asked for at the wallet, used by payments, lowered and revoked by the person. One is active for each wallet; a new one
 * takes the place of the old when the wallet has granted it. Revoking works at once and always here; at the wallet it is tried until done.
 */
export class Allowances implements AllowanceStates {
  readonly #context: AllowancesContext;
  readonly #book: AllowanceBook;
  /** What is being asked for, taken or given back now. */
  readonly #working = new Set<string>();

  constructor(context: AllowancesContext) {
    this.#context = context;
    this.#book = new AllowanceBook(context.store, context.onChange);
  }

  list(): Promise<readonly Allowance[]> {
    return this.#book.all();
  }

  /** The active allowance of a wallet. */
  async of(walletId: string): Promise<Allowance | undefined> {
    return (await this.list()).find((allowance) => allowance.walletId === walletId && allowance.state === 'active');
  }

  /**
   * Asks the wallet for an allowance and shows its page to the person.
   * @throws {TenderError} `malformed-amount` for terms that make no sense, and what the rail throws; that stays to be read until the next
   *   try or until it is dismissed.
   */
  async give(walletId: string, terms: AllowanceTerms): Promise<void> {
    const { clock, consent } = this.#context;
    checkTerms(terms);
    await this.#dropTries(walletId);
    const id = newAllowanceId();
    const askedAt = clock.now();
    this.#working.add(id);
    try {
      await this.#book.put({ ...terms, id, walletId, state: 'asking', granted: terms.limit, askedAt });
      const request = { walletId, limit: terms.limit, interval: intervalOf(terms.period, askedAt) };
      const answer = await allowancesOf(this.#context.rail()).ask(request, this.#tools(id, {}));
      await this.save(id, answer.state);
      if (answer.kind === 'granted') await this.#activate(id);
      // Called off meanwhile: nobody is to be asked any more.
      else if ((await this.#book.get(id))?.state === 'asking') await consent.open(id, answer.url);
    } catch (thrown) {
      await this.#end(id, thrown);
      throw thrown;
    } finally {
      this.#working.delete(id);
    }
    await this.#releaseIfOver(id);
  }

  /** The wallet sent the person back. Only the first return of an allowance that waits for it counts. */
  async consentReturned(id: string, url: string): Promise<boolean> {
    let taken = false;
    await this.#book.change(id, (allowance) => {
      const awaited = allowance.state === 'asking' && allowance.returnUrl === undefined && allowance.rail !== undefined;
      taken = awaited && this.#context.rail().isReturn(allowance.rail ?? {}, url);
      return taken ? { ...allowance, returnUrl: url } : undefined;
    });
    if (!taken) return false;
    await this.#context.consent.close(id);
    await this.#finish(id);
    return true;
  }

  /** The person closed the wallet's page. */
  async consentClosed(id: string): Promise<void> {
    const allowance = await this.#book.get(id);
    if (allowance?.state === 'asking' && allowance.returnUrl === undefined) await this.#end(id, new TenderError('consent-closed'));
  }

  /**
   * Changes the terms of an active allowance. Less needs nobody's leave and holds at once; more asks the wallet for a new one, and the
   * present one holds until that is granted.
   */
  async change(id: string, terms: AllowanceTerms): Promise<void> {
    checkTerms(terms);
    const allowance = await this.#book.get(id);
    if (allowance?.state !== 'active') return;
    const isWithin =
      terms.period === allowance.period && sameAsset(terms.limit, allowance.granted) && terms.limit.value <= allowance.granted.value;
    if (!isWithin) return this.give(allowance.walletId, terms);
    await this.#book.change(id, (before) => ({ ...without(before, 'cap'), ...terms }));
  }

  /**
   * Ends an allowance here and now, or dismisses what is told of a failed one; what the wallet still holds is given back as soon as it
   * can be reached.
   */
  async revoke(id: string): Promise<void> {
    await this.#revoke(id);
    void this.#release(id);
  }

  /** Ends what a wallet that is unlinked had allowed, and gives it back while there is a key to ask with; not for longer than people wait. */
  async revokeAllOf(walletId: string): Promise<void> {
    const ids = (await this.list()).filter((allowance) => allowance.walletId === walletId).map(({ id }) => id);
    await Promise.all(ids.map((id) => this.#revoke(id)));
    const released = Promise.all(ids.map((id) => this.#release(id)));
    await Promise.race([released, this.#context.clock.sleep(UNLINKING_LIFE, NO_SIGNAL)]);
  }

  /** Asks the wallet what it counts as spent. What cannot be asked stays as it was. */
  async reconcile(id: string): Promise<void> {
    const allowance = await this.#book.get(id);
    if (allowance?.state !== 'active') return;
    const { walletId, limit } = allowance;
    // Noted as of now: what is promised while the wallet answers may be in its count or not, and counts in any case.
    const at = this.#context.clock.now();
    await this.#orEnd(id, async (rail) => {
      const spent = await rail.spent({ walletId, allowanceId: id, limit }, NO_SIGNAL);
      await this.#book.change(id, (before) => ({ ...before, told: { spent, at } }));
    });
  }

  /** Makes a wallet's active allowance ready for a payment that is priced: nothing but the payment itself is left to ask for then. */
  async freshen(walletId: string): Promise<void> {
    const allowance = await this.of(walletId);
    if (!allowance) return;
    await this.#orEnd(allowance.id, (rail) => rail.freshen({ walletId, allowanceId: allowance.id }, NO_SIGNAL));
  }

  /** Whether something is left to do for `takeUp`. */
  async isBusy(): Promise<boolean> {
    return (await this.list()).some(({ state, rail }) => state === 'asking' || (state === 'over' && rail !== undefined));
  }

  /** Takes up every allowance where it stands: after a wake, and by the alarms. */
  async takeUp(): Promise<void> {
    for (const { id, state, returnUrl, askedAt } of await this.list()) {
      if (this.#working.has(id)) continue;
      if (state === 'over') void this.#release(id);
      if (state !== 'asking') continue;
      if (returnUrl !== undefined) await this.#finish(id);
      else if (askedAt + ASKING_LIFE < this.#context.clock.now()) await this.#giveUp(id, new TenderError('consent-expired'));
      // We died before the wallet's page was open, or the browser was closed with it.
      else if (!(await this.#context.consent.isOpen(id))) await this.#giveUp(id, new TenderError('consent-closed'));
    }
  }

  async get(id: string): Promise<RailState> {
    const allowance = await this.#book.get(id);
    // A payment that was submitted under it may still be read after it has ended, as long as its grant is there.
    if (!allowance?.rail) throw new TenderError('consent-lost');
    return allowance.rail;
  }

  async save(id: string, state: RailState): Promise<void> {
    await this.#book.change(id, (allowance) => ({ ...allowance, rail: { ...allowance.rail, ...state } }));
  }

  async #finish(id: string): Promise<void> {
    const allowance = await this.#book.get(id);
    if (allowance?.returnUrl === undefined || this.#working.has(id)) return;
    this.#working.add(id);
    try {
      const state = await allowancesOf(this.#context.rail()).finish(allowance.returnUrl, this.#tools(id, allowance.rail ?? {}));
      await this.save(id, state);
      await this.#activate(id);
    } catch (thrown) {
      await this.#end(id, thrown);
    } finally {
      this.#working.delete(id);
    }
    await this.#releaseIfOver(id);
  }

  /** A new try takes the place of one that failed or still waits. */
  async #dropTries(walletId: string): Promise<void> {
    const tries = (await this.list()).filter((one) => one.walletId === walletId && one.state !== 'active');
    for (const { id } of tries) await this.revoke(id);
  }

  async #activate(id: string): Promise<void> {
    const allowance = await this.#book.get(id);
    if (allowance?.state !== 'asking') return;
    const before = await this.of(allowance.walletId);
    const replaced = before && [before.id, ...(before.replaced ?? [])].slice(0, REMEMBERED);
    await this.#book.change(id, (asked) => {
      if (asked.state !== 'asking') return undefined;
      const limit = allowancesOf(this.#context.rail()).limitOf(asked.rail ?? {}) ?? asked.granted;
      return { ...without(asked, 'returnUrl'), limit, granted: limit, state: 'active', ...(replaced ? { replaced } : {}) };
    });
    if (before) await this.revoke(before.id);
  }

  async #revoke(id: string): Promise<void> {
    await this.#book.change(id, (allowance) => ({ ...without(allowance, 'failure'), state: 'over' }));
    await this.#context.consent.close(id);
  }

  async #giveUp(id: string, error: TenderError): Promise<void> {
    await this.#end(id, error);
    await this.#context.consent.close(id);
  }

  /** What cannot be asked now stays as it was; a right that is gone ends the allowance. */
  async #orEnd(id: string, work: (rail: RailAllowances) => Promise<void>): Promise<void> {
    try {
      await work(allowancesOf(this.#context.rail()));
    } catch (thrown) {
      const { code } = failureOf(thrown);
      if (code === 'consent-lost' || code === 'token-dead') await this.#end(id, thrown);
    }
  }

  async #releaseIfOver(id: string): Promise<void> {
    if ((await this.#book.get(id))?.state === 'over') await this.#release(id);
  }

  async #end(id: string, thrown: unknown): Promise<void> {
    const failure = failureOf(thrown);
    // What the person ended is over without a reason.
    await this.#book.change(id, (allowance) => (allowance.state === 'over' ? undefined : { ...allowance, state: 'over', failure }));
    void this.#release(id);
  }

  /** Gives the grant back at the wallet, then forgets the allowance. What fails waits for the next `takeUp`. */
  async #release(id: string): Promise<void> {
    if (this.#working.has(id)) return;
    this.#working.add(id);
    try {
      const allowance = await this.#book.get(id);
      if (allowance?.state !== 'over' || (await this.#context.isInUse(id))) return;
      if (allowance.rail) {
        await this.#context.rail().release(allowance.rail, allowance.walletId, NO_SIGNAL);
        await this.#book.change(id, (stored) => without(stored, 'rail'));
      }
      await this.#book.delete(id, ({ state, failure }) => state === 'over' && !failure);
    } catch {
      // The wallet cannot be reached now. Here the allowance is over already.
    } finally {
      this.#working.delete(id);
    }
  }

  #tools(id: string, state: RailState): RailTools {
    return { signal: NO_SIGNAL, state, save: (change) => this.save(id, change) };
  }
}

function allowancesOf(rail: Rail): RailAllowances {
  if (!rail.allowances) throw new TenderError('internal', { params: { what: 'no allowances' } });
  return rail.allowances;
}

function without<Key extends 'rail' | 'returnUrl' | 'cap' | 'failure'>(allowance: Allowance, key: Key): Omit<Allowance, Key> {
  const { [key]: _, ...rest } = allowance;
  return rest;
}
