import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { settle, VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { intentOf } from '../../controllers/checkout/page-intent.ts';
import { parsePayable } from '../../controllers/manual-payment/parse-payable.ts';
import { practiceIntent } from '../../controllers/options/practice-intent.ts';
import { Engine } from '../../engine/engine.ts';
import { JournalWriter } from '../../engine/journal-writer.ts';
import type { Payment } from '../../model/payment.ts';
import type { RailPayment, RailState, RailTools } from '../../model/rail.ts';
import { openDatabase } from '../../storage/database.ts';
import { indexedJournal } from '../../storage/journal.ts';
import { withPractice } from '../../storage/practice-journal.ts';
import { practiceRail } from './rail.ts';
import { ORDER, PAYABLE, PRACTICE_RAIL } from './shop.ts';
import { pageUrl, returnUrlOf, WALLET } from './wallet.ts';

const OWN_PAGES = 'chrome-extension://tender/';
const usd = { value: 1n, assetCode: 'USD', assetScale: 2 };
let count = 0;

/** The real engine and journal under the sample rail; `restart` gives the next worker over the same disk. */
async function world() {
  const database = await openDatabase(`practice rail ${count++}`);
  const journal = indexedJournal(database);
  const both = withPractice(journal, database);
  const clock = new VirtualClock();
  const rails = new Map([[PRACTICE_RAIL, practiceRail({ clock, ownPages: OWN_PAGES })]]);
  const pages = new Map<string, string>();
  const restart = () =>
    new Engine({
      journalWriter: new JournalWriter(both, clock, () => undefined),
      rails,
      clock,
      consent: {
        open: (id, url) => Promise.resolve(void pages.set(id, url)),
        isOpen: (id) => Promise.resolve(pages.has(id)),
        close: (id) => Promise.resolve(void pages.delete(id)),
      },
      allowanceOf: () => Promise.resolve(undefined),
      allowanceRefused: () => Promise.resolve(),
      // Limits that no payment keeps.
      spendingLimits: () => Promise.resolve({ USD: { perPayment: usd, perSiteDay: usd } }),
      privacy: { asksBeforeContact: () => Promise.resolve(false), allow: () => Promise.resolve() },
      startOfDay: () => Promise.resolve(0),
      defaultWallet: () => Promise.resolve(WALLET.id),
    });
  return { database, journal, both, rails, pages, clock, restart };
}

type World = Awaited<ReturnType<typeof world>>;

/** Waits for a state; everything that the disk does is waited for. */
async function until({ both }: World, id: string, state: Payment['state']): Promise<Payment> {
  for (let turns = 0; turns < 500; turns += 1) {
    const payment = await both.get(id);
    if (payment?.state === state) return payment;
    await settle();
  }
  throw new Error(`not ${state}: ${(await both.get(id))?.state ?? 'nothing'}`);
}

/** A practice order, approved, at the wallet's page. */
async function atWallet(at: World) {
  const engine = at.restart();
  const { id } = await engine.request(practiceIntent(at.rails, 7));
  const { digest = '' } = await until(at, id, 'quoted');
  await engine.approve(id, digest);
  for (let turns = 0; turns < 500 && !at.pages.has(id); turns += 1) await settle();
  return { engine, id, page: at.pages.get(id) ?? '' };
}

describe('a practice order', () => {
  it('goes from the request over the wallet’s page to a receipt, and is in nothing that counts', async () => {
    const at = await world();
    const { engine, id, page } = await atWallet(at);
    expect(page).toMatch(/^chrome-extension:\/\/tender\/src\/rails\/practice\/wallet-page\/index\.html\?visit=/);
    expect(await engine.consents.returned(id, returnUrlOf(page, 'approve'))).toBe(true);
    const paid = await until(at, id, 'completed');
    expect(paid).toMatchObject({ isPractice: true, walletId: WALLET.id, receipt: { received: PAYABLE.due, debit: PAYABLE.due } });
    expect(await at.database.count('ledgerEntries')).toBe(0);
    expect(await at.journal.paid()).toEqual([]);
    expect((await at.journal.page(undefined, 10)).payments).toEqual([]);
    expect(await at.both.paid()).toEqual([]);
  });

  it('declined at the wallet is declined, and its key is free for another try', async () => {
    const at = await world();
    const { engine, id, page } = await atWallet(at);
    await engine.consents.returned(id, returnUrlOf(page, 'decline'));
    expect((await until(at, id, 'declined')).failure?.code).toBe('consent-denied');
    expect((await atWallet(at)).id).not.toBe(id);
  });

  it('takes no way back but that from its own page', async () => {
    const at = await world();
    const { engine, id, page } = await atWallet(at);
    const strays = [page, returnUrlOf(pageUrl(OWN_PAGES, 'another'), 'approve'), 'https://shop.test/?finish=approve'];
    for (const url of strays) expect(await engine.consents.returned(id, url)).toBe(false);
    expect((await at.both.get(id))?.state).toBe('authorizing');
    await engine.consents.returned(id, `${returnUrlOf(page, 'approve')}&more`);
    await until(at, id, 'declined');
  });

  it('is taken up by the next worker, at the wallet’s page and after it', async () => {
    const at = await world();
    const { id, page } = await atWallet(at);
    const next = at.restart();
    await next.resumeAll();
    expect(await next.consents.returned(id, returnUrlOf(page, 'approve'))).toBe(true);
    await until(at, id, 'completed');
  });

  it('is paid by no other wallet', async () => {
    const at = await world();
    const { id } = await at.restart().request(practiceIntent(at.rails, undefined), 'https://wallet.test/me');
    expect((await until(at, id, 'failed')).failure?.code).toBe('no-wallet');
  });
});

describe('the practice rail', () => {
  const payment = (state: RailState): RailPayment => {
    const quote = { id: 'q', walletId: WALLET.id, debit: PAYABLE.due, receive: PAYABLE.due, expiresAt: 9 };
    const intent = { requestId: 'r', source: { kind: 'user', via: 'practice' }, ...ORDER, pending: false } as const;
    return { id: 'p', intent, payable: PAYABLE, quote, state, isRepeat: false };
  };
  const tools = (save: RailTools['save']): RailTools => ({ signal: new AbortController().signal, state: {}, save });

  it('knows after a death whether it had paid: by what is on disk, and nothing else', async () => {
    const rail = practiceRail({ clock: new VirtualClock(), ownPages: OWN_PAGES });
    const saved: RailState[] = [];
    const save = (state: RailState) => Promise.resolve(void saved.push(state));
    expect(await rail.reconcile(payment({}), tools(save))).toMatchObject({ status: 'nothing-happened' });
    expect(await rail.submit(payment({}), tools(save))).toMatchObject({ status: 'completed' });
    expect(await rail.reconcile(payment({ ...saved[0] }), tools(save))).toMatchObject({ status: 'completed', received: PAYABLE.due });
    await expect(
      rail.submit(
        payment({}),
        tools(() => Promise.reject(new Error('disk'))),
      ),
    ).rejects.toThrow('disk');
  });

  it('cannot be named by a page, nor by what the user brings', async () => {
    const { rails } = await world();
    const { target } = ORDER.request;
    const source = { kind: 'page', origin: 'https://a.test', topOrigin: 'https://a.test', tabId: 1, frameId: 0, documentId: 'd' } as const;
    const asked = {
      type: 'show',
      requestId: 'r',
      methodName: 'interledger',
      details: { total: ORDER.total, items: [] },
      pending: false,
    } as const;
    for (const data of [{ order: target }, { practice: target }, { incomingPayment: target }, { walletAddress: WALLET.address }]) {
      expect(() => intentOf(rails, { ...asked, data }, source)).toThrow('invalid-request');
    }
    for (const text of [target, WALLET.address, '$wallet.practice.example/you', 'practice']) {
      expect(() => parsePayable(rails, text)).toThrow('not-payable');
    }
    expect(() => rails.get(PRACTICE_RAIL)?.parseRequest('order', target)).toThrow('invalid-request');
  });
});
