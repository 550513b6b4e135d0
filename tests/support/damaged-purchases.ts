import { openDatabase } from '../../src/storage/database.ts';
import type { PaymentState } from '../../src/model/states.ts';
import type { Damaged } from './damage.ts';
import { damagesOf } from './damage.ts';
import { randomFrom } from './random.ts';
import { SLOW, StoredWorld } from './stored-world.ts';

let count = 0;

/** A purchase whose worker was stopped when its payment was written in a state: the database, the wallet and the payment's row. */
export async function purchaseAt(state: PaymentState) {
  const database = await openDatabase(`purchase ${count++}`);
  const stored = new StoredWorld(database);
  stored.world.wallet.settlesAfter = state === 'completed' ? 0 : SLOW;
  await stored.buy(state);
  const [row]: unknown[] = await database.getAll('payments');
  if (typeof row !== 'object' || row === null || Reflect.get(row, 'state') !== state) throw new Error(`never ${state}`);
  const id = String(Reflect.get(row, 'id'));
  return { database, stored, row, id };
}

/** The effect of a damaged row on its order. */
export interface Outcome {
  /** `sending: quote.debit.value flipped`. */
  readonly name: string;
  readonly paid: number;
  /** Whether a row of the journal is missing, or an unreadable one was overwritten. */
  readonly lost: boolean;
}

/**
 * Damages the row of a payment in each of its values, one purchase for each. Then a new worker starts, and the user requests the same order
 * again and accepts every offer.
 */
export async function damagedPurchases(
  state: PaymentState,
  seed: number,
  isWanted: (damage: Damaged, random: (below: number) => number) => boolean = () => true,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const random = randomFrom(seed);
  const template = await purchaseAt(state);
  template.database.close();
  const wanted = damagesOf(template.row, randomFrom(seed), 'id').filter((damage) => isWanted(damage, random));
  for (const { name } of wanted) {
    const { database, stored, row, id } = await purchaseAt(state);
    const damaged = damagesOf(row, randomFrom(seed), 'id').find((other) => other.name === name);
    await database.put('payments', damaged?.row);
    const isReadable = await stored.journal.get(id).then(Boolean, () => false);
    await stored.buyAgain();
    const after: unknown = await database.get('payments', id);
    const lost = after === undefined || (!isReadable && !isSame(after, damaged?.row));
    outcomes.push({ name: `${state}: ${name}`, paid: stored.paid, lost });
    database.close();
  }
  return outcomes;
}

function isSame(a: unknown, b: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return text(a) === text(b);
}
