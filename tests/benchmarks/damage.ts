import 'fake-indexeddb/auto';
import { STATES } from '../../src/model/states.ts';
import { damagedPurchases } from '../support/damaged-purchases.ts';
import type { Figures } from './figures.ts';

const UNPAID = new Set(['resolved', 'declined', 'expired', 'failed']);

/** Every value of a payment's row spoilt in every way, in each state of a purchase: how often an order was then paid twice, or lost. */
export async function damage(seed: number): Promise<Figures> {
  const counts = { runs: 0, twice: 0, lost: 0 };
  for (const state of STATES.filter((name) => !UNPAID.has(name))) {
    for (const { paid, lost } of await damagedPurchases(state, seed)) {
      counts.runs += 1;
      if (paid > 1) counts.twice += 1;
      if (lost) counts.lost += 1;
    }
  }
  return { damagedRows: counts.runs, damagedPaidTwice: counts.twice, damagedLost: counts.lost };
}
