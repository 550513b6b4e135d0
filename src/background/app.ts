import { Allowances } from '../limits/allowances.ts';
import { JournalWriter } from '../engine/journal-writer.ts';
import { Engine } from '../engine/engine.ts';
import { isCheckingStopped } from '../model/journal.ts';
import type { Payment } from '../model/payment.ts';
import { TenderError } from '../model/errors.ts';
import type { AllowanceStates, Rail } from '../model/rail.ts';
import { browser } from '../platform/browser.ts';
import { systemClock } from '../platform/clock.ts';
import type { HttpDeps } from '../rails/http/deps.ts';
import { Uplinks } from '../wallets/connector/connector-accounts.ts';
import type { WalletServers } from '../wallets/open-payments/wallets.ts';
import { Wallets } from '../wallets/open-payments/wallets.ts';
import { AllowanceController } from '../controllers/options/allowances.ts';
import type { KeepAwake } from './keep-awake.ts';
import { ManualPayments } from '../controllers/manual-payment/manual-payment.ts';
import { ShopReturns } from '../controllers/manual-payment/shop-returns.ts';
import { Checkout } from '../controllers/checkout/checkout.ts';
import { PictureInPicture } from './covers.ts';
import { ConsentTabsInBrowser, showTab } from './consent-tabs.ts';
import { PageScanner, originOf, urlOf } from './page-payables.ts';
import { Badge } from './badge.ts';
import { History } from '../controllers/history/history.ts';
import { pageSource } from './senders.ts';
import { recentPayments } from '../controllers/history/recent-payments.ts';
import { untilTabIsActive } from './until-tab-is-active.ts';
import { KeyPages } from '../controllers/options/key-pages.ts';
import { Options } from '../controllers/options/options.ts';
import { practiceIntent } from '../controllers/options/practice-intent.ts';
import { openOptions } from './options-tab.ts';
import { Payers } from '../controllers/payers.ts';
import { Privacy } from '../controllers/security/privacy.ts';
import { openRails } from '../rails/index.ts';
import { reportOf } from '../controllers/history/report.ts';
import { SecurityController } from '../controllers/security/security-page.ts';
import { Security } from '../controllers/security/security.ts';
import { SheetWindow } from './sheet-window.ts';
import { Sheet } from '../controllers/sheet/sheet.ts';
import type { Stores } from './stores.ts';
import { uplinkServers } from './uplink-servers.ts';
import { lockLater } from './wakes.ts';
import { FINISH_URL, OWN_PAGES } from './finish-url.ts';
import { askKeyPage, walletServers } from './wallet-servers.ts';
import { openWelcome } from './welcome.ts';

/** What the worker does about changes. */
export interface AppEvents {
  /** A payment was written. */
  readonly onPayment: (payment: Payment) => void;
  /** What waits has changed: when the worker has to be woken is worked out anew. */
  readonly planWakes: () => void;
}

/** The objects that the worker is made of, put together over the open storage. */
export class App {
  readonly engine: Engine;
  readonly wallets: Wallets;
  readonly uplinks: Uplinks;
  readonly payers: Payers;
  readonly allowances: Allowances;
  readonly checkout: Checkout;
  readonly pageScanner: PageScanner;
  readonly manualPayments: ManualPayments;
  readonly shopReturns: ShopReturns;
  readonly covers = new PictureInPicture(() => void this.sheet.show());
  readonly sheet: Sheet;
  readonly sheetWindow: SheetWindow;
  readonly options: Options;
  readonly history: History;
  readonly badge = new Badge(() => void this.pageScanner.onPageInFront());
  readonly security: Security;
  readonly securityPage: SecurityController;
  readonly privacy: Privacy;
  readonly consentTabs: ConsentTabsInBrowser;
  readonly stores: Stores;
  readonly awake: KeepAwake;
  readonly #events: AppEvents;

  /** @param events what the worker does about changes: see `worker.ts`. */
  constructor(stores: Stores, awake: KeepAwake, events: AppEvents) {
    this.#events = events;
    this.stores = stores;
    this.awake = awake;
    const { journal } = stores;
    const http: HttpDeps = {
      fetch: (input, init) => awake.during(globalThis.fetch(input, init)),
      clock: systemClock,
      policy: __DEV_HOSTS__ ? 'development' : 'production',
    };
    const servers = walletServers(http, stores, () => this.allowances);
    this.wallets = new Wallets(stores.wallets, servers, systemClock, () => void this.#walletsChanged());
    this.uplinks = new Uplinks(stores.uplinks, uplinkServers(http), systemClock, () => void this.#walletsChanged());
    this.payers = new Payers(this.wallets, this.uplinks, () => rails);
    this.consentTabs = new ConsentTabsInBrowser(stores.tabs, async (id) => (await journal.get(id))?.intent.source.tabId);
    this.privacy = new Privacy({ store: stores.privacy, wallets: () => this.wallets.list(), now: systemClock.now });
    const rails = this.#rails(http);
    this.allowances = this.#allowances(rails);
    const { origin } = location;
    const safety = new Security({ store: stores.safety, journal, clock: systemClock, origin, zone: zoneNow, onUse: lockLater });
    this.security = safety;
    this.engine = new Engine({
      journalWriter: new JournalWriter(journal, systemClock, events.onPayment),
      rails,
      clock: systemClock,
      consent: this.consentTabs,
      allowanceOf: (walletId) => this.allowances.of(walletId),
      allowanceRefused: (id, debit, failure) => this.allowances.refused(id, debit, failure),
      spendingLimits: () => safety.caps(),
      privacy: this.privacy,
      startOfDay: (at) => safety.startOfDay(at),
      defaultWallet: (intent) => this.payers.defaultFor(intent),
    });
    this.sheetWindow = new SheetWindow(() => this.sheet.isConnected);
    this.checkout = this.#checkout(rails);
    this.pageScanner = new PageScanner(rails, this.badge);
    this.manualPayments = this.#bring(rails, servers);
    this.shopReturns = this.#shopReturns();
    const desk = this.#desk(safety);
    this.sheet = this.#sheet(rails, desk, safety);
    this.securityPage = this.#safetyPage(safety, origin);
    const orderWaits = async () => (await journal.unfinished()).some(waitsForWallet);
    const { wallets, uplinks } = this;
    const keyPages = new KeyPages(askKeyPage(http));
    const practise = (tabId: number | undefined): Promise<void> => this.checkout.bring(practiceIntent(rails, tabId));
    this.options = new Options({ wallets, uplinks, orderWaits, allowances: desk, keyPages, practise });
    this.history = new History({
      journal,
      now: systemClock.now,
      linked: () => this.payers.all(),
      see: (id) => this.engine.markSeen(id),
      look: async (id) => void (await this.engine.reconcileNow(id)),
      stopChecking: (id) => this.engine.stopChecking(id),
      confirm: (subject, assertion) => safety.confirm('delete', subject, assertion),
      report,
    });
  }

  #checkout(rails: ReadonlyMap<string, Rail>): Checkout {
    return new Checkout(
      this.engine,
      rails,
      {
        open: (tabId) => void this.sheetWindow.open(tabId),
        bringBack: (tabId, isWanted) => void this.sheetWindow.bringBack(tabId, isWanted),
        untilTabIsActive,
        refresh: () => void this.sheet.show(),
      },
      pageSource,
    );
  }

  /** Greets the user of a fresh install, once. */
  async welcome(): Promise<void> {
    if (await this.stores.welcome.claim()) await openWelcome();
  }

  #rails(http: HttpDeps): ReadonlyMap<string, Rail> {
    const { wallets, uplinks, privacy } = this;
    const { tokens, issuers, evidence } = this.stores;
    // Asked for late: allowances are granted over a rail themselves.
    const allowances: AllowanceStates = {
      idFor: (walletId) => this.allowances.idFor(walletId),
      get: (id) => this.allowances.get(id),
      save: (id, state) => this.allowances.save(id, state),
      lost: (id, error) => this.allowances.lost(id, error),
    };
    return openRails({
      ...http,
      wallets,
      uplinks,
      tokens,
      issuers,
      disclosures: privacy,
      allowances,
      evidence,
      finishUrl: FINISH_URL,
      ownPages: OWN_PAGES,
    });
  }

  #allowances(rails: ReadonlyMap<string, Rail>): Allowances {
    return new Allowances({
      store: this.stores.allowances,
      rail: () => railWithAllowances(rails),
      clock: systemClock,
      consent: this.consentTabs,
      isInUse: async (id) =>
        (await this.stores.journal.unfinished()).some((payment) => payment.allowanceId === id && !isCheckingStopped(payment)),
      onChange: () => void this.#walletsChanged(),
    });
  }

  #bring(rails: ReadonlyMap<string, Rail>, servers: WalletServers): ManualPayments {
    return new ManualPayments({
      rails,
      checkout: this.checkout,
      onPageInFront: () => this.pageScanner.onPageInFront(),
      originOf: (tabId) => originOf(tabId).catch(() => undefined),
      readPayee: (address) => servers.fetchWalletAddress(address),
      paid: () => this.stores.journal.paid(),
      recent: () => recentPayments(this.stores.journal),
      openSheet: (tabId) => {
        void this.sheetWindow.open(tabId);
        // One that is open already shows the answer, too.
        void this.sheet.show();
      },
    });
  }

  #shopReturns(): ShopReturns {
    return new ShopReturns({
      get: (id) => this.engine.get(id),
      markReturned: (id) => this.engine.markReturned(id),
      urlOf,
      navigate: async (tabId, url) => void (await browser.tabs.update(tabId, { url })),
      openTab: async (url) => void (await browser.tabs.create({ url })),
    });
  }

  #sheet(rails: ReadonlyMap<string, Rail>, desk: AllowanceController, safety: Security): Sheet {
    return new Sheet({
      engine: this.engine,
      rails,
      payers: this.payers,
      checkout: this.checkout,
      consentTabs: this.consentTabs,
      window: this.sheetWindow,
      openOptions: (place) => void openOptions(place),
      showTab,
      returnToShop: (id) => this.shopReturns.press(id),
      halfLinked: async () => (await this.wallets.list()).find(({ status }) => status !== 'linked')?.address,
      report,
      isBringing: () => this.manualPayments.isBringing,
      allowanceFor: (payment) => desk.ofOffer(payment).catch(() => undefined),
      allowanceGoneFor: (payment) => desk.goneFor(payment).catch(() => undefined),
      safety,
      covers: this.covers,
    });
  }

  #safetyPage(safety: Security, origin: string): SecurityController {
    return new SecurityController({
      safety,
      store: this.stores.safety,
      assets: async () => (await this.payers.all()).map(({ asset }) => asset),
      origin,
      now: () => systemClock.now(),
      onChange: () => void this.sheet.show(),
    });
  }

  #desk(safety: Security): AllowanceController {
    return new AllowanceController({
      allowances: this.allowances,
      journal: this.stores.journal,
      clock: systemClock,
      assetOf: async (id) => (await this.wallets.list()).find((wallet) => wallet.id === id)?.asset,
      showConsent: (id) => this.consentTabs.show(id),
      confirm: (subject, assertion) => safety.confirm('allowance', subject, assertion),
    });
  }

  /** The wallets are shown anew, their next looks are planned, and an order that waited for one goes on. */
  async #walletsChanged(): Promise<void> {
    this.#events.planWakes();
    await Promise.all([this.options.show(), this.securityPage.show(), this.sheet.show()]);
    for (const payment of (await this.stores.journal.unfinished()).filter(waitsForWallet)) {
      const walletId = await this.payers.defaultFor(payment.intent);
      if (walletId === undefined) continue;
      await this.engine.chooseWallet(payment.id, walletId);
      await this.sheetWindow.open(payment.intent.source.tabId);
    }
  }
}

function zoneNow(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function report(payment: Payment): string {
  return reportOf(payment, { version: browser.runtime.getManifest().version, userAgent: navigator.userAgent, now: systemClock.now() });
}

function waitsForWallet(payment: Payment): boolean {
  return payment.state === 'resolved' && payment.walletId === undefined;
}

/** Wallets know allowances of one rail at most. */
function railWithAllowances(rails: ReadonlyMap<string, Rail>): Rail {
  const rail = [...rails.values()].find(({ allowances }) => allowances !== undefined);
  if (!rail) throw new TenderError('internal', { params: { what: 'no rail with allowances' } });
  return rail;
}
