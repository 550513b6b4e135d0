/** The service worker. Wiring only: every listener is registered while the script is first run, so that events wake a sleeping worker. */

import type { Runtime } from 'webextension-polyfill';
import { MANUAL_PAYMENT_PORT } from '../messages/manual-payment.ts';
import { CHECKOUT_PORT } from '../messages/checkout.ts';
import { COVER_PORT } from '../messages/cover.ts';
import { HISTORY_PORT } from '../messages/history.ts';
import { OPTIONS_PORT } from '../messages/options.ts';
import { PRIVACY_PORT } from '../messages/privacy.ts';
import { SAFETY_PORT } from '../messages/safety.ts';
import { parseSheetPortName } from '../messages/sheet.ts';
import { isAllowanceId } from '../limits/allowance.ts';
import { browser } from '../platform/browser.ts';
import type { App } from './app.ts';
import { KeepAwake } from './keep-awake.ts';
import { FINISH_URL } from './finish-url.ts';
import { showTab } from './consent-tabs.ts';
import { PortConnection } from '../controllers/port-connection.ts';
import { keepLinkMenu } from './link-menu.ts';
import { isOwnPage, OPTIONS_PAGE, SHEET_PAGE } from './senders.ts';
import { LOCK_ALARM, wakeSoon } from './wakes.ts';

let app: Promise<App> | undefined;

/** The app, put together at the first event that needs it; what is in flight is resumed then. */
function started(): Promise<App> {
  app ??= start().then(
    (ready) => {
      void resumeAll(ready).catch(() => undefined);
      return ready;
    },
    (error: unknown) => {
      // A storage that could not be opened may be openable at the next event.
      app = undefined;
      throw error;
    },
  );
  return app;
}

/**
 * Opens the storage, and evaluates the app while the browser does that. The `import()`s are inlined into the worker's one script: they
 * keep the modules unevaluated until an event needs them, as the browser waits for this script before it delivers any.
 */
async function start(): Promise<App> {
  const awake = new KeepAwake();
  // A storage that is gone takes the app along; the next event puts a new one together.
  const onLost = (): void => {
    app = undefined;
    awake.rest();
  };
  const opening = import('./stores.ts').then(({ openStores }) => openStores(onLost));
  const [{ App }, stores] = await Promise.all([import('./app.ts'), opening]);
  return App.start(stores, awake);
}

/** Hands an event to the modules. What fails stands in the journal, and is resumed at the next event. */
function handle(event: (running: App) => unknown): void {
  void started()
    .then(event)
    .catch(() => undefined);
}

browser.runtime.onConnect.addListener((port) => {
  const connection = new PortConnection(port);
  // A page whose worker could not start is not left waiting at an open port: it connects again.
  const serve = (event: (running: App) => unknown): void => {
    void started()
      .then(event)
      .catch(() => port.disconnect());
  };
  const sheetPort = parseSheetPortName(port.name);
  if (port.name === CHECKOUT_PORT) serve(({ checkout }) => checkout.connect(connection));
  else if (port.name === COVER_PORT) serve(({ covers }) => covers.connect(connection));
  else if (sheetPort && isOwnPage(port, SHEET_PAGE)) serve(({ sheet }) => sheet.connect(connection, sheetPort.shownPaymentId));
  else if (port.name === MANUAL_PAYMENT_PORT && isOwnPage(port, SHEET_PAGE)) serve(({ bring }) => bring.connect(connection));
  else if (port.name === OPTIONS_PORT && isOwnPage(port, OPTIONS_PAGE)) serve(({ options }) => options.connect(connection));
  else if (port.name === HISTORY_PORT && isOwnPage(port, OPTIONS_PAGE)) serve(({ history }) => history.connect(connection));
  else if (port.name === SAFETY_PORT && isOwnPage(port, OPTIONS_PAGE)) serve(({ safetyPage }) => safetyPage.connect(connection));
  else if (port.name === PRIVACY_PORT && isOwnPage(port, OPTIONS_PAGE)) serve(({ privacy }) => privacy.connect(connection));
  else port.disconnect();
});

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  handle(({ found }) => found.told(message, sender));
});

keepLinkMenu(({ url, from }) => handle(({ bring }) => bring.fromMenu(url, from)));

/** A navigation of a consent tab, as soon as its address is known, whether or not its server can be reached. */
function onNavigation({ tabId, frameId, url }: { tabId: number; frameId: number; url: string }): void {
  if (frameId === 0) handle((running) => consentReturned(running, tabId, url));
}

/** A consent tab came to an address: the user's return, if it is ours. */
async function consentReturned({ consentTabs, engine, allowances, sheetWindow }: App, tabId: number, url: string): Promise<void> {
  if (!url.startsWith(FINISH_URL)) return;
  const id = await consentTabs.paymentOf(tabId);
  if (id === undefined) return;
  if (isAllowanceId(id)) {
    if (await allowances.consents.returned(id, url)) await browser.runtime.openOptionsPage();
    return;
  }
  if (!(await engine.consents.returned(id, url))) return;
  const tab = await engine.shopTab(id);
  if (tab !== undefined) await showTab(tab);
  await sheetWindow.open(tab);
}

/** What is in flight, and beside it, as wallets may be slow, redirects missed while the worker was down. */
async function resumeAll(running: App): Promise<void> {
  await Promise.all([running.resumeAll(), replayMissedRedirects(running)]);
}

async function replayMissedRedirects(running: App): Promise<void> {
  const places = await running.consentTabs.places();
  await Promise.all(places.map(({ tabId, url }) => consentReturned(running, tabId, url)));
}

const FINISH_FILTER = { url: [{ hostEquals: new URL(FINISH_URL).host }] };
browser.webNavigation.onBeforeNavigate.addListener(onNavigation, FINISH_FILTER);
browser.webNavigation.onCommitted.addListener(onNavigation, FINISH_FILTER);
browser.webNavigation.onErrorOccurred.addListener(onNavigation, FINISH_FILTER);

browser.webNavigation.onCreatedNavigationTarget.addListener(({ tabId, sourceTabId }) => {
  handle(({ consentTabs }) => consentTabs.opened(tabId, sourceTabId));
});

browser.tabs.onRemoved.addListener((tabId) => {
  handle(async ({ consentTabs, engine, allowances, sheetWindow }) => {
    const id = await consentTabs.closed(tabId);
    if (id === undefined) return;
    if (isAllowanceId(id)) return allowances.consents.closed(id);
    await engine.consents.closed(id);
    await sheetWindow.open(await engine.shopTab(id));
  });
});

browser.windows.onRemoved.addListener((windowId) => {
  handle(async ({ sheet, sheetWindow }) => {
    if (sheetWindow.closed(windowId)) await sheet.closedByHand();
  });
});

browser.notifications.onClicked.addListener((paymentId) => {
  handle(async ({ engine, sheetWindow }) => {
    await browser.notifications.clear(paymentId);
    await sheetWindow.open(await engine.shopTab(paymentId));
  });
});

browser.alarms.onAlarm.addListener(({ name }) => handle(name === LOCK_ALARM ? ({ safety }) => safety.lock() : resumeAll));

browser.runtime.onInstalled.addListener(({ reason }) => {
  // An update takes the alarms along, and payments may be on their way. Not at once: if the browser starts with it, `onStartup` goes first.
  void wakeSoon();
  if (reason === 'install') handle((running) => running.welcome());
});

browser.runtime.onStartup.addListener(() => {
  void import('./stores.ts').then(({ beginSession }) => beginSession()).then(() => started());
});
