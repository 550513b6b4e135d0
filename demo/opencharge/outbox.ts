import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { DelayedWork } from '../delayed-work.ts';
import type { WorldFetch } from '../http/world-fetch.ts';
import { Collection } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import type { Directory } from './directory.ts';
import type { Party } from './parties.ts';
import { CallFailed, callParty } from './signed-request.ts';
import type { SignedProof } from './wire.ts';

const LONGEST_PAUSE_MS = 60_000;

const noticeSchema = v.object({
  id: v.string(),
  recipient: v.string(),
  proof: v.unknown(),
  signature: v.string(),
  attempts: v.number(),
  state: v.picklist(['waiting', 'accepted', 'refused']),
});
type Notice = v.InferOutput<typeof noticeSchema>;

export interface OutboxParts {
  readonly db: Database;
  readonly fetch: WorldFetch;
  readonly party: Party;
  readonly directory: Directory;
  /** Pause before the second try; doubles each time. */
  readonly pauseMs: number;
}

/** Tells others of payments (`POST /transfer/webhook`) until they take it or refuse it. One may arrive more than once. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #notices: Collection<typeof noticeSchema>;
  readonly #work = new DelayedWork();

  constructor(server: string, parts: OutboxParts) {
    this.#parts = parts;
    this.#notices = new Collection(parts.db, `${server}/notices`, noticeSchema);
  }

  /** Writes it down, in the same transaction as what it tells of, and sends it after. */
  announce(recipient: string, { proof, signature }: SignedProof): void {
    const notice: Notice = { id: randomUUID(), recipient, proof, signature, attempts: 0, state: 'waiting' };
    this.#notices.put(notice.id, recipient, notice);
    this.#after(0, notice.id);
  }

  /** Sends what an earlier run could not deliver. */
  resume(): void {
    for (const { id, state } of this.#notices.list()) if (state === 'waiting') this.#after(0, id);
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  #after(ms: number, id: string): void {
    this.#work.after(ms, () => this.#attempt(id));
  }

  async #attempt(id: string): Promise<void> {
    const notice = this.#notices.get(id);
    if (notice?.state !== 'waiting') return;
    const state = await this.#send(notice);
    if (this.#work.isClosed) return;
    this.#notices.put(id, '', { ...notice, state, attempts: notice.attempts + 1 });
    if (state === 'waiting') this.#after(Math.min(LONGEST_PAUSE_MS, this.#parts.pauseMs * 2 ** notice.attempts), id);
  }

  async #send({ recipient, proof, signature }: Notice): Promise<Notice['state']> {
    try {
      const { endpoint } = await this.#parts.directory.lookUp(recipient);
      await callParty(this.#parts, `${endpoint}/transfer/webhook`, { proof, signature }, v.object({ status: v.literal('accepted') }));
      return 'accepted';
    } catch (error) {
      return error instanceof CallFailed && !error.mayPass ? 'refused' : 'waiting';
    }
  }
}
