import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Collection } from '../../storage/collection.ts';
import type { Database } from '../../storage/database.ts';
import { oncePerWorld } from '../per-world.ts';
import { Connector } from './connector.ts';

/** The world's connector, through which the other servers send and receive packets. */
export const connectorOf = oncePerWorld(({ db, closing }) => {
  const connector = new Connector(keptSecret(db));
  // Payments in progress stop; the next run continues them.
  closing.addEventListener('abort', () => connector.stop(), { once: true });
  return connector;
});

/** The secret of the STREAM servers, stored so that payment details stay valid after a restart. */
function keptSecret(db: Database): Buffer {
  const secrets = new Collection(db, 'connector/secrets', v.string());
  const kept = secrets.get('stream');
  if (kept !== undefined) return Buffer.from(kept, 'hex');
  const made = randomBytes(32);
  secrets.put('stream', '', made.toString('hex'));
  return made;
}
