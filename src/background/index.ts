/** The service worker. Wiring only: every listener is registered while the script is first run, so that events wake a sleeping worker. */

import type { Runtime } from 'webextension-polyfill';
import { browser } from '../platform/browser.ts';
import type { Worker } from './worker.ts';
import { KeepAwake } from './keep-awake.ts';
import { FINISH_FILTER, FINISH_URL, OWN_PAGES } from './finish-url.ts';
import { PortConnection } from '../controllers/port-connection.ts';
import { keepLinkMenu } from './link-menu.ts';
import { isOwnPage } from './senders.ts';
import { consentOf, portOf } from './worker-module.ts';
import { LOCK_ALARM, wakeSoon } from './wakes.ts';

let worker: Promise<Worker> | undefined;

/** The app, put together at the first event that needs it; what is in flight is resumed then. */
function started(): Promise<Worker> {
  worker ??= start().then(
    (ready) => {
      void resumeAll(ready).catch(() => undefined);
      return ready;
    },
    (error: unknown) => {
      // A storage that could not be opened may be openable at the next event.
      worker = undefined;
      throw error;
    },
  );
  return worker;
}

/**
 * Opens the storage, and evaluates the app while the browser does that. The `import()`s are inlined into the worker's one script: they
 * keep the modules unevaluated until an event needs them, as the browser waits for this script before it delivers any.
 */
async function start(): Promise<Worker> {
  const awake = new KeepAwake();
  // A storage that is gone takes the app along; the next event puts a new one together.
  const onLost = (): void => {
    worker = undefined;
    awake.rest();
  };
  const opening = import('./stores.ts').then(({ openStores }) => openStores(onLost));
  const [{ Worker }, stores] = await Promise.all([import('./worker.ts'), opening]);
  return Worker.start(stores, awake);
}

/** Hands an event to the modules. What fails stands in the journal, and is resumed at the next event. */
function handle(event: (running: Worker) => unknown): void {
  void started()
    .then(event)
    .catch(() => undefined);
}

browser.runtime.onConnect.addListener((port) => {
  const connection = new PortConnection(port);
  // A page whose worker could not start is not left waiting at an open port: it connects again.
  const serve = (event: (running: Worker) => unknown): void => {
    void started()
      .then(event)
      .catch(() => port.disconnect());
  };
  serve(({ modules }) => {
    const served = portOf(modules, port.name);
    if (served && (served.page === undefined || isOwnPage(port, served.page))) served.connect(connection);
    else port.disconnect();
  });
});

browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  handle(({ app }) => app.pageScanner.told(message, sender));
});

keepLinkMenu(({ url, from }) => handle(({ app }) => app.manualPayments.fromMenu(url, from)));

/** A navigation of a consent tab, as soon as its address is known, whether or not its server can be reached. */
function onNavigation({ tabId, frameId, url }: { tabId: number; frameId: number; url: string }): void {
  if (frameId === 0) handle((running) => consentReturned(running, tabId, url));
}

/** A consent tab came to an address: the user's return, if it is ours. */
async function consentReturned({ app, modules }: Worker, tabId: number, url: string): Promise<void> {
  if (!url.startsWith(FINISH_URL) && !url.startsWith(OWN_PAGES)) return;
  const id = await app.consentTabs.consentOf(tabId);
  const owner = id === undefined ? undefined : consentOf(modules, id);
  if (id !== undefined && (await owner?.consents.returned(id, url))) await owner?.onReturn(id);
}

/** What is in flight, and beside it, as wallets may be slow, redirects missed while the worker was down. */
async function resumeAll(running: Worker): Promise<void> {
  await Promise.all([running.resumeAll(), replayMissedRedirects(running)]);
}

async function replayMissedRedirects(running: Worker): Promise<void> {
  const places = await running.app.consentTabs.places();
  await Promise.all(places.map(({ tabId, url }) => consentReturned(running, tabId, url)));
}

browser.webNavigation.onBeforeNavigate.addListener(onNavigation, FINISH_FILTER);
browser.webNavigation.onCommitted.addListener(onNavigation, FINISH_FILTER);
browser.webNavigation.onErrorOccurred.addListener(onNavigation, FINISH_FILTER);

browser.webNavigation.onCreatedNavigationTarget.addListener(({ tabId, sourceTabId }) => {
  handle(({ app }) => app.consentTabs.opened(tabId, sourceTabId));
});

browser.tabs.onRemoved.addListener((tabId) => {
  handle(async ({ app, modules }) => {
    const id = await app.consentTabs.closed(tabId);
    const owner = id === undefined ? undefined : consentOf(modules, id);
    if (id === undefined || !owner) return;
    await owner.consents.closed(id);
    await owner.onClose?.(id);
  });
});

browser.windows.onRemoved.addListener((windowId) => {
  handle(async ({ app: { sheet, sheetWindow } }) => {
    if (sheetWindow.closed(windowId)) await sheet.closedByHand();
  });
});

browser.notifications.onClicked.addListener((paymentId) => {
  handle(async ({ app: { engine, sheetWindow } }) => {
    await browser.notifications.clear(paymentId);
    await sheetWindow.open(await engine.shopTab(paymentId));
  });
});

browser.alarms.onAlarm.addListener(({ name }) => handle(name === LOCK_ALARM ? ({ app }) => app.security.lock() : resumeAll));

browser.runtime.onInstalled.addListener(({ reason }) => {
  // An update takes the alarms along, and payments may be on their way. Not at once: if the browser starts with it, `onStartup` goes first.
  void wakeSoon();
  if (reason === 'install') handle((running) => running.app.welcome());
});

browser.runtime.onStartup.addListener(() => {
  void import('./stores.ts').then(({ beginSession }) => beginSession()).then(() => started());
});
