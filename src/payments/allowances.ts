import type { Allowance, AllowanceTerms } from './allowance.ts';
import { intervalOf, newAllowanceId } from './allowance.ts';
import { sameAsset } from './amount.ts';
import type { Clock } from './clock.ts';
import type { Consent } from './context.ts';
import { failureOf } from './context.ts';
import { TenderError } from './errors.ts';
import type { AllowanceStates, Rail, RailAllowances, RailState, RailTools } from './rail.ts';

/** Where allowances are kept. Each write is on disk when it resolves. */
export interface AllowanceStore {
  all(): Promise<readonly Allowance[]>;
  get(id: string): Promise<Allowance | undefined>;
  put(allowance: Allowance): Promise<void>;
  delete(id: string): Promise<void>;
}

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
const NO_SIGNAL = new AbortController().signal;

/**
 * The allowances: asked for at the wallet, used by payments, lowered and revoked by the person. One is active for each wallet; a new one
 * takes the place of the old when the wallet has granted it. Revoking works at once and always here; at the wallet it is tried until done.
 */
export class Allowances implements AllowanceStates {
  readonly #context: AllowancesContext;
  /** One write after the other, for all of them: they are few and change rarely. */
  #writes: Promise<unknown> = Promise.resolve();
  readonly #working = new Set<string>();

  constructor(context: AllowancesContext) {
    this.#context = context;
  }

  list(): Promise<readonly Allowance[]> {
    return this.#context.store.all();
  }

  /** The active allowance of a wallet. */
  async of(walletId: string): Promise<Allowance | undefined> {
    return (await this.list()).find((allowance) => allowance.walletId === walletId && allowance.state === 'active');
  }

  /**
   * Asks the wallet for an allowance and shows its page to the person.
   * @throws {TenderError} `malformed-amount` for terms that make no sense, and what the rail throws; then nothing is left behind.
   */
  async give(walletId: string, terms: AllowanceTerms): Promise<void> {
    const { clock, consent } = this.#context;
    checkTerms(terms);
    await this.#forgetFailed(walletId);
    const id = newAllowanceId();
    const askedAt = clock.now();
    await this.#put({ ...terms, id, walletId, state: 'asking', granted: terms.limit, askedAt });
    try {
      const request = { walletId, limit: terms.limit, interval: intervalOf(terms.period, askedAt) };
      const answer = await allowancesOf(this.#context.rail()).ask(request, this.#tools(id, {}));
      await this.#change(id, (allowance) => ({ ...allowance, rail: { ...allowance.rail, ...answer.state } }));
      if (answer.kind === 'granted') await this.#activate(id);
      else await consent.open(id, answer.url);
    } catch (thrown) {
      await this.#end(id, thrown);
      throw thrown;
    }
  }

  /** The wallet sent the person back. Only the first return of an allowance that waits for it counts. */
  async consentReturned(id: string, url: string): Promise<boolean> {
    let taken = false;
    await this.#change(id, (allowance) => {
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
    const allowance = await this.#context.store.get(id);
    if (allowance?.state === 'asking' && allowance.returnUrl === undefined) await this.#end(id, new TenderError('consent-closed'));
  }

  /**
   * Changes the terms of an active allowance. Less needs nobody's leave and holds at once; more asks the wallet for a new one, and the
   * present one holds until that is granted.
   */
  async change(id: string, terms: AllowanceTerms): Promise<void> {
    checkTerms(terms);
    const allowance = await this.#context.store.get(id);
    if (allowance?.state !== 'active') return;
    const isWithin =
      terms.period === allowance.period && sameAsset(terms.limit, allowance.granted) && terms.limit.value <= allowance.granted.value;
    if (!isWithin) return this.give(allowance.walletId, terms);
    await this.#change(id, (before) => {
      const { cap: _, ...rest } = before;
      return { ...rest, ...terms };
    });
  }

  /** Ends an allowance here and now; what the wallet still holds is given back as soon as it can be reached. */
  async revoke(id: string): Promise<void> {
    await this.#change(id, (allowance) => ({ ...allowance, state: 'over' }));
    await this.#context.consent.close(id);
    void this.#release(id);
  }

  /** Ends what a wallet that is unlinked had allowed. */
  async revokeAllOf(walletId: string): Promise<void> {
    for (const allowance of await this.list()) if (allowance.walletId === walletId) await this.revoke(allowance.id);
  }

  /** Asks the wallet what it counts as spent. What cannot be asked stays as it was. */
  async reconcile(id: string): Promise<void> {
    const allowance = await this.#context.store.get(id);
    if (allowance?.state !== 'active') return;
    try {
      const { walletId, limit } = allowance;
      const spent = await allowancesOf(this.#context.rail()).spent({ walletId, allowanceId: id, limit }, NO_SIGNAL);
      const at = this.#context.clock.now();
      await this.#change(id, (before) => ({ ...before, told: { spent, at } }));
    } catch (thrown) {
      const { code } = failureOf(thrown);
      if (code === 'consent-lost' || code === 'token-dead') await this.#end(id, thrown);
    }
  }

  /** Takes up every allowance where it stands: after a wake, and by the alarms. */
  async takeUp(): Promise<void> {
    for (const { id, state, returnUrl, askedAt } of await this.list()) {
      if (this.#working.has(id)) continue;
      if (state === 'over') void this.#release(id);
      if (state !== 'asking') continue;
      if (returnUrl !== undefined) await this.#finish(id);
      else if (askedAt + ASKING_LIFE < this.#context.clock.now()) await this.#end(id, new TenderError('consent-expired'));
    }
  }

  async get(id: string): Promise<RailState> {
    const allowance = await this.#context.store.get(id);
    // A payment that was submitted under it may still be read after it has ended, as long as its grant is there.
    if (!allowance?.rail) throw new TenderError('consent-lost');
    return allowance.rail;
  }

  async save(id: string, state: RailState): Promise<void> {
    await this.#change(id, (allowance) => ({ ...allowance, rail: { ...allowance.rail, ...state } }));
  }

  async #finish(id: string): Promise<void> {
    const allowance = await this.#context.store.get(id);
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
  }

  /** What was refused before is told until the next try. */
  async #forgetFailed(walletId: string): Promise<void> {
    for (const { id, state, rail, walletId: owner } of await this.list()) {
      if (owner === walletId && state === 'over' && !rail) await this.#write(() => this.#context.store.delete(id));
    }
  }

  async #activate(id: string): Promise<void> {
    const allowance = await this.#context.store.get(id);
    if (allowance?.state !== 'asking') return;
    const before = await this.of(allowance.walletId);
    await this.#change(id, ({ returnUrl: _, ...asked }) => ({ ...asked, state: 'active' }));
    if (before) await this.revoke(before.id);
  }

  async #end(id: string, thrown: unknown): Promise<void> {
    const failure = failureOf(thrown);
    await this.#change(id, (allowance) => ({ ...allowance, state: 'over', failure }));
    void this.#release(id);
  }

  /** Gives the grant back at the wallet, then forgets the allowance. What fails waits for the next `takeUp`. */
  async #release(id: string): Promise<void> {
    if (this.#working.has(id)) return;
    this.#working.add(id);
    try {
      const allowance = await this.#context.store.get(id);
      if (allowance?.state !== 'over') return;
      if (await this.#context.isInUse(id)) return;
      if (allowance.rail) await this.#context.rail().release(allowance.rail, allowance.walletId, NO_SIGNAL);
      await this.#change(id, ({ rail: _, ...rest }) => rest);
      if (!allowance.failure) await this.#write(() => this.#context.store.delete(id));
    } catch {
      // The wallet cannot be reached now. Here the allowance is over already.
    } finally {
      this.#working.delete(id);
      this.#context.onChange();
    }
  }

  #tools(id: string, state: RailState): RailTools {
    return { signal: NO_SIGNAL, state, save: (change) => this.save(id, change) };
  }

  #put(allowance: Allowance): Promise<void> {
    return this.#write(() => this.#context.store.put(allowance));
  }

  /** Writes what `next` makes of the stored allowance; nothing when it is gone or `next` returns nothing. */
  #change(id: string, next: (allowance: Allowance) => Allowance | undefined): Promise<void> {
    return this.#write(async () => {
      const before = await this.#context.store.get(id);
      const after = before && next(before);
      if (after) await this.#context.store.put(after);
    });
  }

  #write(work: () => Promise<void>): Promise<void> {
    const write = this.#writes.then(work).then(() => this.#context.onChange());
    this.#writes = write.catch(() => undefined);
    return write;
  }
}

function allowancesOf(rail: Rail): RailAllowances {
  if (!rail.allowances) throw new TenderError('internal', { params: { what: 'no allowances' } });
  return rail.allowances;
}

/** @throws {TenderError} `malformed-amount` for a limit or cap of nothing, or a cap in another asset. */
function checkTerms({ limit, cap }: AllowanceTerms): void {
  const isSound = limit.value > 0n && (cap === undefined || (cap.value > 0n && sameAsset(cap, limit)));
  if (!isSound) throw new TenderError('malformed-amount', { params: { what: 'allowance' } });
}
