import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { startWorld, type World } from '../../demo/world.ts';
import { Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { HomePage } from '../e2e/pages/home-page.ts';
import { SheetPage } from '../e2e/pages/sheet-page.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { type Figures, median } from './figures.ts';
import { newestHistory } from './history.ts';
import { type Oracle, startOracle } from './oracle/oracle.ts';

/** In USD/9, which is what the account and the invoice count in. */
const MAX_PACKET = 1_000_000n;
const SMALL = 100n;
const LARGE = MAX_PACKET * 1_000n;

const USER = { name: 'carla', secret: 'demo-carla-secret' } as const;
const BTP = 'wss://connector.test/accounts/carla/ilp/btp';
const HTTP = 'https://connector.test/accounts/carla/ilp';

/** Invoices pushed by the extension over either uplink, and by ilp-protocol-stream in turns with it. */
export async function push(extension: string, runs: number): Promise<Figures> {
  const btp = await over(BTP, extension, runs);
  const http = await over(HTTP, extension, runs);
  const mid = (pushes: readonly Push[], name: keyof Push) => median(pushes.map((one) => one[name]));
  const speed = mid(btp.large, 'packetsPerSecond');
  const oracleSpeed = mid(btp.oracleLarge, 'packetsPerSecond');
  return {
    push100Ms: mid(btp.small, 'ms'),
    push100SubmittingToFulfilledMs: mid(btp.small, 'sending'),
    pushHttp100Ms: mid(http.small, 'ms'),
    pushHttp100SubmittingToFulfilledMs: mid(http.small, 'sending'),
    oraclePush100Ms: mid(btp.oracleSmall, 'ms'),
    oraclePush100ToFulfilledMs: mid(btp.oracleSmall, 'sending'),
    pushPackets: mid(btp.large, 'packets'),
    pushHttpPackets: mid(http.large, 'packets'),
    oraclePushPackets: mid(btp.oracleLarge, 'packets'),
    pushPacketsPerSecond: speed,
    pushHttpPacketsPerSecond: mid(http.large, 'packetsPerSecond'),
    oraclePushPacketsPerSecond: oracleSpeed,
    pushRatio: speed / oracleSpeed,
    push1000Ms: mid(btp.large, 'ms'),
    oraclePush1000Ms: mid(btp.oracleLarge, 'ms'),
  };
}

/** One payment. */
interface Push {
  /** From the press on Pay until the sheet says that it is paid; the library's from reading the invoice until all is sent. */
  readonly ms: number;
  /** From `submitting`, or the library's start, until the connector had booked the last packet. */
  readonly sending: number;
  readonly packets: number;
  /** At the connector, from the first packet of money that it booked to the last. */
  readonly packetsPerSecond: number;
}

async function over(url: string, extension: string, runs: number) {
  const world = await startWorld({ uplinkMaxPacket: MAX_PACKET });
  const browser = await TenderBrowser.start({ extension, world });
  const oracle = url === BTP ? startOracle(world, { url, username: USER.name, secret: USER.secret }) : undefined;
  const found: Record<'small' | 'large' | 'oracleSmall' | 'oracleLarge', Push[]> = {
    small: [],
    large: [],
    oracleSmall: [],
    oracleLarge: [],
  };
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkAccount({ url, ...USER });
    for (let run = 0; run < runs + 1; run += 1) {
      const small = await byUs(shopper, SMALL);
      const large = await byUs(shopper, LARGE);
      const oracleSmall = oracle && (await byTheLibrary(world, oracle, SMALL));
      const oracleLarge = oracle && (await byTheLibrary(world, oracle, LARGE));
      // The first run warms up.
      if (run === 0) continue;
      found.small.push(small);
      found.large.push(large);
      if (oracleSmall) found.oracleSmall.push(oracleSmall);
      if (oracleLarge) found.oracleLarge.push(oracleLarge);
    }
    return found;
  } finally {
    await oracle?.close();
    await browser.close();
    await world.close();
  }
}

async function byUs({ world, browser }: Shopper, amount: bigint): Promise<Push> {
  const invoice = world.acquirer.invoice({ account: 'nano', amount });
  const popup = new HomePage(await browser.openSheet());
  await popup.bring(invoice);
  const sheet = new SheetPage(popup.page);
  await sheet.waitUntilReady();
  await popup.page.evaluate(WATCH);
  await sheet.payButton.click();
  await sheet.heading(/^Paid /).waitFor({ timeout: PATIENCE_MS });
  const [pressed, paid] = (await popup.page.evaluate('[pressedAt, paidAt]')) as [number, number];
  const history = await newestHistory(await browser.worker());
  await putAway(browser, popup.page);
  const submitting = history.find(({ state }) => state === 'submitting')?.at ?? Number.NaN;
  return { ms: paid - pressed, ...arrival(world, invoice, amount, submitting) };
}

async function byTheLibrary(world: World, oracle: Oracle, amount: bigint): Promise<Push> {
  const invoice = world.acquirer.invoice({ account: 'nano', amount });
  const started = Date.now();
  const ms = await oracle.pay(invoice, amount);
  return { ms, ...arrival(world, invoice, amount, started) };
}

/** What the connector's books say of a payment. */
function arrival(world: World, invoice: string, amount: bigint, from: number): Omit<Push, 'ms'> {
  if (world.acquirer.received(invoice) !== amount) throw new Error(`${world.acquirer.received(invoice)} arrived, not ${amount}`);
  const moments = world.ledger.transfers({ incomingPayment: invoice.split('/').at(-1) ?? '' }).map(({ createdAt }) => createdAt);
  const [first = Number.NaN, last = Number.NaN] = [moments[0], moments.at(-1)];
  const packets = moments.length;
  return { sending: last - from, packets, packetsPerSecond: ((packets - 1) / (last - first)) * 1_000 };
}

const NOW = 'performance.timeOrigin + performance.now()';
const WATCH = `(() => {
  addEventListener('click', ({ timeStamp }) => { globalThis.pressedAt ??= performance.timeOrigin + timeStamp; }, { capture: true });
  new MutationObserver((_, observer) => {
    if (![...document.querySelectorAll('h1, h2')].some(({ textContent }) => textContent.startsWith('Paid '))) return;
    globalThis.paidAt = ${NOW};
    observer.disconnect();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

/** So that the next payment starts with a popup of its own. */
async function putAway(browser: TenderBrowser, page: Page): Promise<void> {
  await new SheetPage(page).done();
  while (await browser.hasSheet()) await sleep(20);
}
