import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Collection } from '../../../storage/collection.ts';
import type { Database } from '../../../storage/database.ts';

const sessionSchema = v.object({ user: v.string() });

/** The login sessions of a wallet's pages. */
export class SessionStore {
  readonly #sessions: Collection<typeof sessionSchema>;

  constructor(db: Database, wallet: string) {
    this.#sessions = new Collection(db, `${wallet}/sessions`, sessionSchema);
  }

  /** Creates a session; its id is stored in the cookie. */
  open(user: string): string {
    const id = randomBytes(24).toString('base64url');
    this.#sessions.put(id, user, { user });
    return id;
  }

  user(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#sessions.get(id)?.user;
  }

  close(id: string | undefined): void {
    if (id !== undefined) this.#sessions.delete(id);
  }
}
