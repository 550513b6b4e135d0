import * as v from 'valibot';
import type { Allowance } from '../limits/allowance.ts';
import type { AllowanceStore } from '../limits/allowance-writer.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';
import { rowSchema } from './row-schema.ts';
import { amount, failure } from './payment-row.ts';

const allowanceRow = rowSchema<Allowance>()(
  v.object({
    id: v.string(),
    walletId: v.string(),
    state: v.picklist(['asking', 'active', 'over']),
    limit: amount,
    period: v.picklist(['day', 'week', 'month']),
    cap: v.exactOptional(amount),
    granted: amount,
    rail: v.exactOptional(v.record(v.string(), v.unknown())),
    returnUrl: v.exactOptional(v.string()),
    askedAt: v.number(),
    replaced: v.exactOptional(v.array(v.string())),
    told: v.exactOptional(v.object({ spent: amount, at: v.number() })),
    refused: v.exactOptional(v.object({ debit: amount, at: v.number() })),
    endedAt: v.exactOptional(v.number()),
    failure: v.exactOptional(failure),
  }),
);

const STRICT = { durability: 'strict' } as const;

/** Allowances in IndexedDB. Writes are durable: losing a rotated token would lose the allowance. */
export function indexedAllowances(database: Database): AllowanceStore {
  const write = (id: string, allowance: Allowance | undefined): Promise<void> =>
    stored(async () => {
      const transaction = database.transaction('allowances', 'readwrite', STRICT);
      if (allowance) await transaction.store.put(allowance);
      else await transaction.store.delete(id);
      await transaction.done;
    });
  return {
    all: () => stored(async () => (await database.getAll('allowances')).flatMap((row) => read(allowanceRow, row) ?? [])),
    get: (id) => stored(async () => read(allowanceRow, await database.get('allowances', id))),
    put: (allowance) => write(allowance.id, allowance),
    delete: (id) => write(id, undefined),
  };
}
