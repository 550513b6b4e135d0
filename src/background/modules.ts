import { MANUAL_PAYMENT_PORT } from '../messages/manual-payment.ts';
import { CHECKOUT_PORT } from '../messages/checkout.ts';
import { COVER_PORT } from '../messages/cover.ts';
import { HISTORY_PORT } from '../messages/history.ts';
import { OPTIONS_PORT } from '../messages/options.ts';
import { PRIVACY_PORT } from '../messages/privacy.ts';
import { SAFETY_PORT } from '../messages/safety.ts';
import { parseSheetPortName } from '../messages/sheet.ts';
import { isAllowanceId } from '../limits/allowance.ts';
import type { Payment } from '../model/payment.ts';
import { isOver } from '../model/states.ts';
import { browser } from '../platform/browser.ts';
import { systemClock } from '../platform/clock.ts';
import type { App } from './app.ts';
import { showTab } from './consent-tabs.ts';
import { EndNotices } from './notifications.ts';
import { OPTIONS_PAGE, SHEET_PAGE } from './senders.ts';
import { allowancesEvery, isAwaited, paymentsEvery, walletsEvery } from './wakes.ts';
import type { WorkerModule } from './worker-module.ts';

/** The worker's modules. Payments are told to them in this order: the sheet before what depends on whether one is open. */
export function workerModules(app: App): readonly WorkerModule[] {
  return [
    sheetModule(app),
    checkoutModule(app),
    historyModule(app),
    paymentsModule(app),
    noticesModule(app),
    walletsModule(app),
    allowancesModule(app),
    badgeModule(app),
    shopReturnsModule(app),
    { ports: [{ name: MANUAL_PAYMENT_PORT, page: SHEET_PAGE, connect: (connection) => app.manualPayments.connect(connection) }] },
    { ports: [{ name: COVER_PORT, connect: (connection) => app.covers.connect(connection) }] },
    { ports: [{ name: SAFETY_PORT, page: OPTIONS_PAGE, connect: (connection) => app.securityPage.connect(connection) }] },
    { ports: [{ name: PRIVACY_PORT, page: OPTIONS_PAGE, connect: (connection) => app.privacy.connect(connection) }] },
  ];
}

function sheetModule({ sheet }: App): WorkerModule {
  const isSheet = (name: string): boolean => parseSheetPortName(name) !== undefined;
  const shownBy = (name: string): string | undefined => parseSheetPortName(name)?.shownPaymentId;
  return {
    ports: [{ name: isSheet, page: SHEET_PAGE, connect: (connection) => sheet.connect(connection, shownBy(connection.port.name)) }],
    onPayment: (payment) => sheet.changed(payment),
  };
}

/** Pages that called `PaymentRequest`. */
function checkoutModule({ checkout, stores }: App): WorkerModule {
  return {
    ports: [{ name: CHECKOUT_PORT, connect: (connection) => checkout.connect(connection) }],
    start: async () => checkout.tellUnsure(await stores.journal.unfinished()),
    onPayment: (payment) => checkout.changed(payment),
  };
}

function historyModule({ history }: App): WorkerModule {
  return {
    ports: [{ name: HISTORY_PORT, page: OPTIONS_PAGE, connect: (connection) => history.connect(connection) }],
    onPayment: (payment) => void history.changed(payment).catch(() => undefined),
  };
}

/** The engine, which takes up what the journal holds; the worker stays awake while money may be on its way. */
function paymentsModule({ engine, stores, awake, sheetWindow }: App): WorkerModule {
  return {
    start: () => engine.resumeAll(),
    wakeEvery: async () => paymentsEvery(await stores.journal.unfinished(), systemClock.now()),
    onPayment: (payment) => awake.set(payment.id, isOnItsWay(payment)),
    consent: {
      consents: engine.consents,
      // The ids of every other owner have a prefix.
      owns: (id) => !id.includes(':'),
      onReturn: async (id) => {
        const tab = await engine.shopTab(id);
        if (tab !== undefined) await showTab(tab);
        await sheetWindow.open(tab);
      },
      onClose: async (id) => sheetWindow.open(await engine.shopTab(id)),
    },
  };
}

/** The ends of payments that no open sheet shows. */
function noticesModule({ sheet }: App): WorkerModule {
  const notices = new EndNotices(() => !sheet.isConnected);
  return { onPayment: (payment) => notices.changed(payment) };
}

function walletsModule({ wallets, options }: App): WorkerModule {
  const waiting = async () => (await wallets.list()).filter((wallet) => isAwaited(wallet, systemClock.now()));
  const checkAll = async (): Promise<void> => {
    for (const { id } of await wallets.list()) await wallets.check(id);
  };
  return {
    ports: [{ name: OPTIONS_PORT, page: OPTIONS_PAGE, connect: (connection) => options.connect(connection) }],
    start: async () => {
      await wallets.forgetUnlinked();
      await Promise.all((await waiting()).map(({ id }) => wallets.check(id)));
    },
    wakeEvery: async () => walletsEvery(await wallets.list(), systemClock.now()),
    onPayment: ({ failure }) => {
      if (failure?.code === 'key-removed') void checkAll();
    },
  };
}

function allowancesModule({ allowances }: App): WorkerModule {
  return {
    start: () => allowances.resumeAll(),
    wakeEvery: async () => allowancesEvery(await allowances.list(), systemClock.now()),
    onPayment: ({ state, allowanceId, quote, rail }) => {
      // Once for each payment: with its release it is written again.
      if (isOver(state) && rail && allowanceId !== undefined) void allowances.reconcile(allowanceId);
      if (state === 'quoted' && quote) void allowances.renewFor(quote.walletId);
    },
    consent: {
      consents: allowances.consents,
      owns: isAllowanceId,
      onReturn: () => browser.runtime.openOptionsPage(),
    },
  };
}

function badgeModule({ badge, sheet }: App): WorkerModule {
  return { onPayment: () => badge.showWaiting(sheet.waiting) };
}

/** Tabs of hosted checkout pages. */
function shopReturnsModule({ shopReturns }: App): WorkerModule {
  return { onPayment: (payment) => void shopReturns.changed(payment).catch(() => undefined) };
}

/** Approved and not at rest: the worker must not fall asleep over it. */
function isOnItsWay({ state }: Payment): boolean {
  return ['approved', 'authorizing', 'authorized', 'submitting', 'sending'].includes(state);
}
