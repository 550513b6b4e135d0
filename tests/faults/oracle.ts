import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { World } from '../../demo/world.ts';
import { ledgerIds } from '../../demo/money/ledger-ids.ts';
import { carla } from '../e2e/fixtures/shopper.ts';
import { PATIENCE_MS } from '../support/patience.ts';

/** The state of one order in the ledgers and at the shop's server. */
export interface Truth {
  /** The amount that has left the shopper's account, in its smallest unit. */
  readonly debit: bigint;
  /** Number of payments to the order's incoming payment. */
  readonly payments: number;
  /** Whether the shop's server counts the order as paid. */
  readonly isPaidAtShop: boolean;
  /** Last segment of the order's incoming payment. */
  readonly incomingPayment: string;
}

/** Milliseconds, longer than every delay of an injection. */
const QUIET_MS = 350;

const checked = v.object({ status: v.string() });

export function balanceOf(world: World): bigint {
  return world.balance(carla.wallet, carla.user);
}

/** Waits until no payment is in progress, then reads the state. It does not use anything that the extension reports. */
export async function truthOf(world: World, order: string, balanceBefore: bigint): Promise<Truth> {
  await stillness(world);
  const seen = world.requests.all().length;
  const reply = await world.fetch(new URL(`/api/orders/${order}/check`, world.shopUrl).href, { method: 'POST' });
  const { status } = v.parse(checked, await reply.json());
  // The shop's server has just read its incoming payment, unless it knew already that it was paid.
  const incomingPayment = readByShop(world, seen) ?? readByShop(world, 0) ?? '';
  return {
    debit: balanceBefore - balanceOf(world),
    payments: world.ledger.paymentsInto(incomingPayment),
    isPaidAtShop: status === 'paid',
    incomingPayment,
  };
}

function readByShop(world: World, from: number): string | undefined {
  const reads = world.requests
    .all()
    .slice(from)
    .filter(({ caller, method }) => caller === 'shop' && method === 'GET');
  return reads.map(({ path }) => /\/incoming-payments\/([^/]+)$/.exec(path)?.[1]).findLast((id) => id !== undefined);
}

/** Waits until no payment of the shopper is in progress. */
export async function stillness(world: World): Promise<void> {
  const account = world.accounts.find(({ wallet, user }) => wallet === carla.wallet && user === carla.user);
  if (!account) throw new Error('the shopper has no account');
  const reserved = () => world.ledger.balance(ledgerIds.reserved(account));
  const deadline = Date.now() + PATIENCE_MS;
  let before = -1n;
  for (let quiet = 0; quiet < QUIET_MS && Date.now() < deadline; ) {
    await sleep(50);
    const now = balanceOf(world);
    quiet = now === before && reserved() === 0n ? quiet + 50 : 0;
    before = now;
  }
}
