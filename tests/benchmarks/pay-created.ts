import type { Page } from 'playwright';
import { startWorld, type World } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { carla, Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { give, press } from './allowance.ts';
import { type Figures, median } from './figures.ts';

const CREATE = /\/outgoing-payments$/;

/** Let go of between two turns, so that the next press finds a browser at rest. */
const REST_MS = 300;

interface Times {
  /** From the press until the request leaves the worker. */
  readonly sent: number;
  /** From the press until the wallet has answered. */
  readonly answered: number;
}

/**
 * From Pay under an allowance to the payment's creation, beside a worker that makes one strict write and sends one signed request to the
 * same server; in turns. Both workers are awake and both connections are open.
 */
export async function payCreated(extension: string, runs: number): Promise<Figures> {
  const world = await startWorld({ timing: { wait: 0 } });
  const ours = await TenderBrowser.start({ extension, world });
  const floor = await TenderBrowser.start({ extension: inRoot('tests', 'benchmarks', 'pay-floor'), world });
  try {
    const shopper = new Shopper(world, ours);
    await shopper.linkWalletQuickly();
    await give(shopper);
    const url = await createUrl(world, shopper);
    const page = await floor.newPage();
    await page.goto(`${floor.sheetUrl}?url=${encodeURIComponent(url)}`);
    const times = { ours: [] as Times[], floor: [] as Times[] };
    for (let run = 0; run < runs + 1; run += 1) {
      const [least, our] = [await atFloor(page), await atOurs(shopper)];
      if (run === 0) continue;
      times.floor.push(least);
      times.ours.push(our);
    }
    const of = (list: readonly Times[], name: keyof Times) => median(list.map((one) => one[name]));
    return {
      pay_created_ms: of(times.ours, 'answered'),
      pay_created_floor_ms: of(times.floor, 'answered'),
      pay_created_ratio: of(times.ours, 'answered') / of(times.floor, 'answered'),
      pay_sent_ms: of(times.ours, 'sent'),
      pay_sent_floor_ms: of(times.floor, 'sent'),
      pay_sent_ratio: of(times.ours, 'sent') / of(times.floor, 'sent'),
    };
  } finally {
    await ours.close();
    await floor.close();
    await world.close();
  }
}

async function atFloor(page: Page): Promise<Times> {
  await page.bringToFront();
  await page.evaluate('void (globalThis.paid = new Promise((resolve) => port.onMessage.addListener(resolve)))');
  await page.waitForTimeout(REST_MS);
  await page.getByRole('button').click();
  return (await page.evaluate('paid.then(({ sent, answered }) => ({ sent: sent - pressedAt, answered: answered - pressedAt }))')) as Times;
}

async function atOurs(shopper: Shopper): Promise<Times> {
  const { shop, sheet } = await press(shopper);
  await sheet.page.waitForTimeout(REST_MS);
  await sheet.payButton.click();
  const pressed = Number(await sheet.page.evaluate('pressedAt'));
  await shop.waitForStatus('Paid');
  const worker = await shopper.browser.worker();
  const { from, to } = (await worker.evaluate(`(() => {
    const { startTime, responseEnd } = performance.getEntriesByType('resource').findLast(({ name }) => name.endsWith('/outgoing-payments'));
    return { from: performance.timeOrigin + startTime, to: performance.timeOrigin + responseEnd };
  })()`)) as { from: number; to: number };
  await shop.page.close();
  return { sent: from - pressed, answered: to - pressed };
}

/** Where the shopper's wallet makes payments, from one that it made. */
async function createUrl(world: World, shopper: Shopper): Promise<string> {
  await atOurs(shopper);
  const [made] = world.requests.matching({ method: 'POST', path: CREATE });
  if (!made) throw new Error(`no payment was made at ${carla.wallet}`);
  return new URL(made.path, `https://${made.host}`).href;
}
