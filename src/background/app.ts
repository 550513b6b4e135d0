import { browser } from '../platform/browser.ts';
import { Allowances } from '../payments/allowances.ts';
import { Book } from '../payments/book.ts';
import { systemClock } from '../payments/clock.ts';
import type { EngineContext } from '../payments/context.ts';
import { Engine } from '../payments/engine.ts';
import type { Payment } from '../payments/payment.ts';
import type { Rail } from '../payments/rail.ts';
import { isOver, isSubmitted } from '../payments/states.ts';
import { isKeyPublished } from '../rails/open-payments/jwks.ts';
import { openPaymentsRail } from '../rails/open-payments/rail.ts';
import { normaliseWalletAddress, readWalletAddress } from '../rails/open-payments/wallet-address.ts';
import { indexedAllowances } from '../storage/allowances.ts';
import { indexedConsentTabs } from '../storage/consent-tabs.ts';
import type { ConsentTabs } from '../storage/consent-tabs.ts';
import { openDatabase } from '../storage/database.ts';
import { indexedJournal } from '../storage/journal.ts';
import { indexedSafety } from '../storage/safety.ts';
import { indexedTokens, indexedWallets } from '../storage/wallets.ts';
import { Wallets } from '../wallets/wallets.ts';
import type { LinkedWallet } from '../wallets/wallet.ts';
import type { WalletServers } from '../wallets/wallets.ts';
import { AllowanceDesk } from './allowance-desk.ts';
import { Awake } from './awake.ts';
import { Checkout } from './checkout.ts';
import { ConsentTabsInBrowser } from './consent-tabs.ts';
import { History } from './history.ts';
import { notifyEnd } from './notifications.ts';
import { Options } from './options.ts';
import { reportOf } from './report.ts';
import { Safety, startOfDay } from './safety/safety.ts';
import { SafetyPage } from './safety/safety-page.ts';
import { Sheet } from './sheet.ts';
import { SheetWindow } from './sheet-window.ts';

/** Payments that ended this recently, and that nobody has seen, are shown after a wake. */
const RECENT = 60 * 60_000;
const TAKE_UP_ALARM = 'take-up';
/** A wallet that was not given its key within a day is looked at only while the options page is open. */
const KEY_LIFE = 24 * 60 * 60_000;

/** Everything that the worker's events are handed to. */
export interface App {
  readonly engine: Engine;
  readonly wallets: Wallets;
  readonly allowances: Allowances;
  readonly checkout: Checkout;
  readonly sheet: Sheet;
  readonly sheetWindow: SheetWindow;
  readonly options: Options;
  readonly history: History;
  readonly safetyPage: SafetyPage;
  readonly consentTabs: ConsentTabsInBrowser;
  /** Looks at what is in flight: what the alarms and the worker's start call. */
  takeUp(): Promise<void>;
}

/** Opens the storage and puts the rooms together. @param onLost called when the storage is gone, and with it what was put together. */
export async function startApp(onLost: () => void): Promise<App> {
  const awake = new Awake();
  const database = await openDatabase(undefined, () => {
    awake.rest();
    onLost();
  });
  const journal = indexedJournal(database);
  const tokens = indexedTokens(database);
  const tabs = indexedConsentTabs(database);
  const policy = __DEV_HOSTS__ ? 'development' : 'production';
  const http = { fetch: globalThis.fetch.bind(globalThis), clock: systemClock, policy } as const;

  const servers: WalletServers = {
    lookUp: async (typed) => {
      const { id, ...facts } = await readWalletAddress(http, normaliseWalletAddress(typed, policy), new AbortController().signal);
      return { address: id, ...facts };
    },
    publishes: (address, key) => isKeyPublished(http, address, key, new AbortController().signal),
    revoke: async ({ id, keyId }) => {
      await allowances.revokeAllOf(id);
      await tokens.delete(`quote:${id}:${keyId}`);
    },
    isInUse: async (id) =>
      (await journal.unfinished()).some((payment) => payment.walletId === id && !isOver(payment.state) && payment.approval),
  };
  const wallets = new Wallets(indexedWallets(database), servers, systemClock, () => void walletsChanged());
  const rail: Rail = openPaymentsRail({
    ...http,
    wallets,
    tokens,
    allowances: { get: (id) => allowances.get(id), save: (id, state) => allowances.save(id, state) },
    finishUrl: `https://${browser.runtime.id}.chromiumapp.org/`,
  });
  const rails: ReadonlyMap<string, Rail> = new Map([[rail.id, rail]]);

  /** Submitted payments whose end this worker has not seen. */
  const submitted = new Set<string>();
  const consentTabs = new ConsentTabsInBrowser(tabs, async (id) => (await journal.get(id))?.intent.source.tabId);
  const book = new Book(journal, systemClock, (payment) => changed(payment));
  const allowances = new Allowances({
    store: indexedAllowances(database),
    rail: () => rail,
    clock: systemClock,
    consent: consentTabs,
    isInUse: async (id) => (await journal.unfinished()).some((payment) => payment.allowanceId === id),
    onChange: () => {
      void walletsChanged();
      void wakeForAllowances();
    },
  });
  const desk = new AllowanceDesk({
    allowances,
    journal,
    clock: systemClock,
    assetOf: async (id) => (await wallets.list()).find((wallet) => wallet.id === id)?.asset,
    showConsent: (id) => consentTabs.show(id),
  });
  const context: EngineContext = {
    book,
    rails,
    clock: systemClock,
    consent: consentTabs,
    allowanceOf: (walletId) => allowances.of(walletId),
    ownCaps: () => safety.caps(),
    startOfDay,
    defaultWallet: () => wallets.defaultId(),
  };
  const engine = new Engine(context);

  const safetyStore = indexedSafety(database);
  const { origin } = location;
  const safety = new Safety({ store: safetyStore, journal, clock: systemClock, origin });
  const safetyPage = new SafetyPage({
    safety,
    store: safetyStore,
    assets: async () => (await wallets.list()).map(({ asset }) => asset),
    origin,
    now: () => systemClock.now(),
    onChange: () => void sheet.show(),
  });

  const sheet = new Sheet(() => ({
    engine,
    wallets,
    checkout,
    consentTabs,
    window: sheetWindow,
    openOptions,
    report,
    allowanceFor,
    safety,
  }));
  const sheetWindow = new SheetWindow(
    () => sheet.isConnected,
    () => safety.hasPasskey(),
  );
  const checkout = new Checkout(engine, rails, (payment) => void sheetWindow.open(payment.intent.source.tabId));
  const options = new Options(
    () => wallets,
    async () => (await journal.unfinished()).some(waitsForWallet),
    desk,
  );
  const history = new History({ journal, linked: () => wallets.list(), see: (id) => engine.see(id), report });

  function report(payment: Payment): string {
    return reportOf(payment, { version: browser.runtime.getManifest().version, userAgent: navigator.userAgent, now: systemClock.now() });
  }

  async function checkWallets(): Promise<void> {
    for (const { id } of await wallets.list()) await wallets.check(id);
  }

  function allowanceFor(payment: Payment): ReturnType<AllowanceDesk['ofOffer']> {
    return desk.ofOffer(payment).catch(() => undefined);
  }

  /** What is asked for at a wallet, or still to be given back there, is looked after until it is done. */
  async function wakeForAllowances(): Promise<void> {
    if (await allowances.isBusy()) await browser.alarms.create(TAKE_UP_ALARM, { periodInMinutes: 0.5 });
  }

  function openOptions(): void {
    void browser.runtime.openOptionsPage();
  }

  function changed(payment: Payment): void {
    sheet.changed(payment);
    checkout.changed(payment);
    void history.changed(payment).catch(() => undefined);
    awake.set(payment.id, isOnItsWay(payment));
    if (isSubmitted(payment.state) && !isOver(payment.state)) submitted.add(payment.id);
    else if (submitted.delete(payment.id) && !sheet.isConnected) void notifyEnd(payment);
    if (isOver(payment.state) && payment.allowanceId !== undefined) void allowances.reconcile(payment.allowanceId);
    if (payment.state === 'quoted' && payment.quote) void allowances.freshen(payment.quote.walletId);
    if (payment.failure?.code === 'key-removed') void checkWallets();
    void browser.action.setBadgeText({ text: sheet.waiting > 0 ? String(sheet.waiting) : '' });
    if (!isOver(payment.state)) void browser.alarms.create(TAKE_UP_ALARM, { periodInMinutes: 0.5 });
  }

  async function walletsChanged(): Promise<void> {
    await Promise.all([options.show(), safetyPage.show(), sheet.show()]);
    const walletId = await wallets.defaultId();
    if (walletId === undefined) return;
    for (const payment of (await journal.unfinished()).filter(waitsForWallet)) {
      await engine.chooseWallet(payment.id, walletId);
      await sheetWindow.open(payment.intent.source.tabId);
    }
  }

  async function takeUp(): Promise<void> {
    const unfinished = await journal.unfinished();
    await Promise.all([engine.takeUp(), allowances.takeUp()]);
    checkout.tellUnsure(unfinished);
    await wallets.forgetLeaving();
    const waiting = (await wallets.list()).filter((wallet) => awaitsKey(wallet) && wallet.linkedAt + KEY_LIFE > Date.now());
    await Promise.all(waiting.map(({ id }) => wallets.check(id)));
    if (unfinished.length === 0 && waiting.length === 0 && !(await allowances.isBusy())) await browser.alarms.clear(TAKE_UP_ALARM);
  }

  await recall();
  return { engine, wallets, allowances, checkout, sheet, sheetWindow, options, history, safetyPage, consentTabs, takeUp };

  /** After a wake: what is in flight or unseen comes back to the sheet, the badge and the pages. */
  async function recall(): Promise<void> {
    const recent = await journal.since(Date.now() - RECENT);
    const unfinished = await journal.unfinished();
    const ids = new Set(unfinished.map(({ id }) => id));
    const unseen = recent.filter((payment) => isOver(payment.state) && !ids.has(payment.id) && payment.seenAt === undefined);
    for (const payment of [...unseen, ...unfinished]) changed(payment);
    checkout.expectPages(unfinished);
  }
}

/** Tab ids of the last browser session mean nothing in this one. Runs before anything else reads them. */
export async function forgetTabs(): Promise<void> {
  const tabs: ConsentTabs = indexedConsentTabs(await openDatabase());
  await tabs.forgetAll();
}

function awaitsKey({ status, newKeyId }: LinkedWallet): boolean {
  return status === 'waiting' || newKeyId !== undefined;
}

function waitsForWallet(payment: Payment): boolean {
  return payment.state === 'resolved' && payment.walletId === undefined;
}

/** Approved and not at rest: the worker must not fall asleep over it. */
function isOnItsWay({ state }: Payment): boolean {
  return ['approved', 'authorizing', 'authorized', 'submitting', 'sending'].includes(state);
}
