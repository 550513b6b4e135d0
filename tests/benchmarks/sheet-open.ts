import type { Page } from 'playwright';
import { startWorld } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';
import { FIRST_PAINT } from './sheet-paint.ts';

const NOTE_CLICK = `addEventListener('click', ({ timeStamp }) => { globalThis.clickedAt = performance.timeOrigin + timeStamp; }, { capture: true })`;

/** Let go of between two turns, so that the next click finds a browser at rest. */
const REST_MS = 300;

/**
 * From the click in the shop until the sheet's first content is painted, beside an extension that opens a window with one word in it at a
 * click; in turns. The wallet is linked, and both workers are awake.
 */
export async function sheetOpen(extension: string, runs: number): Promise<Figures> {
  const world = await startWorld();
  const ours = await TenderBrowser.start({ extension, world });
  const floor = await TenderBrowser.start({ extension: inRoot('tests', 'benchmarks', 'window-floor'), world });
  try {
    const shopper = new Shopper(world, ours);
    await shopper.linkWalletQuickly();
    const times = { ours: [] as number[], floor: [] as number[] };
    for (let run = 0; run < runs + 1; run += 1) {
      const least = await paintAfterClick(floor, await visit(floor, new URL('/products/socks', world.shopUrl).href), 'h1');
      const { page } = await shopper.visit('socks');
      const our = await paintAfterClick(ours, page, 'button[data-order]');
      if (run === 0) continue;
      times.floor.push(least);
      times.ours.push(our);
    }
    return {
      sheet_open_ms: median(times.ours),
      sheet_open_floor_ms: median(times.floor),
      sheet_open_ratio: median(times.ours) / median(times.floor),
    };
  } finally {
    await ours.close();
    await floor.close();
    await world.close();
  }
}

async function visit(browser: TenderBrowser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

async function paintAfterClick(browser: TenderBrowser, page: Page, target: string): Promise<number> {
  await page.bringToFront();
  await page.evaluate(NOTE_CLICK);
  await page.waitForTimeout(REST_MS);
  await page.locator(target).first().click();
  const opened = await browser.sheet();
  const painted = Number(await opened.evaluate(`${FIRST_PAINT}.then((paint) => performance.timeOrigin + paint)`));
  const clicked = Number(await page.evaluate('clickedAt'));
  await opened.close();
  await page.close();
  return painted - clicked;
}
