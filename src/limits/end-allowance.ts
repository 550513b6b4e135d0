import { without } from './allowance.ts';
import type { AllowanceSteps } from './allowances-context.ts';
import { NO_SIGNAL } from './allowances-context.ts';
import { failureOf } from '../model/failure.ts';

/** Maximum milliseconds for unlinking a wallet that cannot be reached. */
const UNLINKING_LIFE = 3_000;

/** Ends allowances: here immediately, at the wallet when it can be reached. */
export class AllowanceEnd {
  readonly #steps: AllowanceSteps;

  constructor(steps: AllowanceSteps) {
    this.#steps = steps;
  }

  /** See `Allowances.revoke`. */
  async revoke(id: string): Promise<void> {
    await this.#endHere(id);
    void this.release(id);
  }

  /** See `Allowances.revokeAllOf`. */
  async revokeAllOf(walletId: string): Promise<void> {
    const { writer, clock } = this.#steps;
    const ids = (await writer.all()).filter((allowance) => allowance.walletId === walletId).map(({ id }) => id);
    await Promise.all(ids.map((id) => this.#endHere(id)));
    const released = Promise.all(ids.map((id) => this.release(id)));
    await Promise.race([released, clock.sleep(UNLINKING_LIFE, NO_SIGNAL)]);
  }

  /** Ends an allowance after an error and stores the error. */
  async end(id: string, thrown: unknown): Promise<void> {
    const failure = failureOf(thrown);
    const at = this.#steps.clock.now();
    await this.#steps.writer.change(id, (allowance) => {
      // An allowance that the user has ended has no error.
      if (allowance.state === 'over') return undefined;
      return { ...allowance, state: 'over', failure, ...(allowance.state === 'active' ? { endedAt: at } : {}) };
    });
    void this.release(id);
  }

  async releaseIfOver(id: string): Promise<void> {
    if ((await this.#steps.writer.get(id))?.state === 'over') await this.release(id);
  }

  /** Revokes the grant at the wallet, then deletes the allowance. A failure is repeated at the next call. */
  async release(id: string): Promise<void> {
    const { writer, isInUse, rail, working } = this.#steps;
    if (working.has(id)) return;
    working.add(id);
    try {
      const allowance = await writer.get(id);
      if (allowance?.state !== 'over' || (await isInUse(id))) return;
      if (allowance.rail) {
        await rail().release(allowance.rail, allowance.walletId, NO_SIGNAL);
        await writer.change(id, (stored) => without(stored, 'rail'));
      }
      await writer.delete(id, ({ state, failure }) => state === 'over' && !failure);
    } catch {
      // The wallet cannot be reached. The allowance has ended here already.
    } finally {
      working.delete(id);
    }
  }

  async #endHere(id: string): Promise<void> {
    await this.#steps.writer.change(id, (allowance) => ({ ...without(allowance, 'failure'), state: 'over' }));
    await this.#steps.consent.close(id);
  }
}
