import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { BareClient } from '../client/bare-client.ts';
import { InvoiceClient, type InvoicePayment, type InvoiceQuote } from '../client/invoice-client.ts';
import type { WalletName } from '../servers/wallet/accounts.ts';
import { ledgerIds } from '../money/ledger-ids.ts';
import type { World } from '../world.ts';
import { agreed, payer, until, type Payer } from './invoice-support.ts';
import { idOf, startTestWorld } from './support.ts';

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const people: readonly [WalletName, string][] = [
  ['cloudninebank', 'customer'],
  ['cloudninebank', 'traveler'],
  ['cloudninebank', 'nano'],
  ['happylifebank', 'shopper'],
];

/** Smallest units of about one dollar, by merchant. */
const dollars: readonly [string, bigint][] = [
  ['merchant', 100n],
  ['mercado', 1_750n],
  ['nano', 1_000_000_000n],
];

interface Attempt {
  readonly who: Payer;
  readonly quote: InvoiceQuote;
  readonly token: string;
  readonly key: string;
}

const faultKinds = ['drop-request', 'drop-reply', 'duplicate', 'status-500'] as const;
const pick = <T>(items: readonly T[], index: number): T => items[index] ?? expect.unreachable();

/** Invoices, payers, lost requests and a restart, as the seed has it; the same key is sent until there is an answer. */
async function play(seed: number, directory: string): Promise<void> {
  const below = randomFrom(seed);
  let world = await startTestWorld({ directory });
  try {
    const invoices = Array.from({ length: 2 }, () => {
      const [account, dollar] = pick(dollars, below(dollars.length));
      return world.acquirer.invoice({ account, amount: dollar * BigInt(1 + below(90)), packetDelayMs: below(12) });
    });
    const payers = await Promise.all(people.map(([wallet, user]) => payer(world, wallet, user)));
    const attempts = await Promise.all(
      Array.from({ length: 4 }, async (_, index): Promise<Attempt> => {
        const who = pick(payers, below(payers.length));
        return { who, key: `${seed}-${index}`, ...(await agreed(who, pick(invoices, below(invoices.length)))) };
      }),
    );
    for (let count = below(4); count > 0; count -= 1) {
      world.faults.add({ kind: pick(faultKinds, below(faultKinds.length)), method: 'POST', path: /invoice-payments$/, times: 1 });
    }
    await Promise.all(attempts.map((attempt) => send(attempt.who.issuer, attempt)));
    if (below(2) === 0) world.acquirer.change(pick(invoices, 0), { expiresAt: new Date().toISOString() });
    const isRestarted = below(2) === 0;
    if (isRestarted) {
      await world.close();
      world = await startTestWorld({ directory });
    }
    const ends = await Promise.all(attempts.map((attempt) => endOf(world, attempt)));
    await judge(world, invoices, ends);
    const paid = await Promise.all(invoices.map((url) => isPaid(world, url)));
    // The world before may have told already, and its log is gone.
    if (!isRestarted) await until(() => invoices.every((url, index) => !paid[index] || hookTaken(world, url)));
  } finally {
    await world.close();
  }
}

async function send(issuer: InvoiceClient, { quote, token, key }: Attempt): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    const answer = await issuer.sendPayment(quote, token, { key }).catch(() => undefined);
    if (answer && answer.status < 500) return;
  }
  throw new Error('no answer');
}

async function endOf(world: World, { who, token, key }: Attempt): Promise<InvoicePayment | undefined> {
  const issuer = new InvoiceClient(new BareClient(world.fetch, who.key, who.wallet.id), who.wallet);
  const made = await issuer.find(key, token);
  return made && issuer.ended(made.id, token);
}

async function judge(world: World, invoices: readonly string[], ends: readonly (InvoicePayment | undefined)[]): Promise<void> {
  expect(world.ledger.check()).toEqual([]);
  for (const [wallet, user] of people) expect(world.ledger.balance(ledgerIds.reserved({ wallet, user }))).toBe(0n);
  for (const url of invoices) {
    const payments = ends.filter((end) => end?.invoice === url);
    const delivered = payments.reduce((sum, end) => sum + BigInt(end?.deliveredAmount.value ?? 0), 0n);
    const received = world.acquirer.received(url);
    expect(delivered).toBe(received);
    expect(received).toBeLessThanOrEqual(await amountOf(world, url));
    expect(payments.filter((end) => end?.state === 'completed').length).toBeLessThanOrEqual(1);
    expect(world.ledger.paymentsInto(idOf(url))).toBe(payments.filter((end) => end?.deliveredAmount.value !== '0').length);
  }
}

async function amountOf(world: World, url: string): Promise<bigint> {
  const invoice: unknown = await (await world.fetch(url)).json();
  return BigInt(v.parse(v.object({ amount: v.number() }), invoice).amount);
}

async function isPaid(world: World, url: string): Promise<boolean> {
  return (await amountOf(world, url)) === world.acquirer.received(url);
}

function hookTaken(world: World, url: string): boolean {
  const hooks = world.requests.matching({ host: 'shop.test', path: /^\/webhooks\// });
  return hooks.some(({ body, status }) => body.includes(url) && status === 204);
}

test.each(Array.from({ length: 20 }, (_, index) => index + 1))('random schedule %i', async (seed) => {
  const directory = mkdtempSync(join(tmpdir(), 'tender-schedule-'));
  try {
    await play(seed, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
