import type { World } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { code, payable, shopPage } from '../e2e/fixtures/payables.ts';
import { Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { HomePage } from '../e2e/pages/home-page.ts';
import { SheetPage } from '../e2e/pages/sheet-page.ts';
import { type Figures, median } from './figures.ts';
import { costOf } from './page-cost.ts';

const PAYABLES = { none: 0, one: 1, thousand: 1000 } as const;
const PARAGRAPHS = 500;

/** A page of some length with so many links to payments. */
function pageWith(links: number): string {
  const filler = '<p>Words and <a href="/elsewhere">a link</a>.</p>'.repeat(PARAGRAPHS);
  const payables = Array.from({ length: links }, (_, index) => `<a href="https://happylifebank.test/incoming-payments/${index}">Pay</a> `);
  return `<!doctype html><title>Page</title>${filler}${payables.join('')}`;
}

/** What pages with payables pay for being looked at, over an extension that does nothing; and how long a scan takes until the facts are there. */
export async function payables(world: World, extension: string, runs: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const [name, count] of Object.entries(PAYABLES)) {
    const floor = await costOf(world, inRoot('tests', 'benchmarks', 'do-nothing'), runs, pageWith(count));
    const ours = await costOf(world, extension, runs, pageWith(count));
    figures[`payables_${name}_cpu_ms`] = ours.cpu - floor.cpu;
    figures[`payables_${name}_heap_kib`] = ours.heap - floor.heap;
  }
  return { ...figures, ...(await scans(world, extension, runs)) };
}

/** From the press on "Scan this page" to the sheet with its facts, and to the exact price. */
async function scans(world: World, extension: string, runs: number): Promise<Figures> {
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkWalletQuickly();
    const facts: number[] = [];
    const prices: number[] = [];
    for (let run = 0; run < runs + 1; run += 1) {
      const page = await shopPage(shopper, code(await payable(world)));
      const popup = new HomePage(await browser.pressButton(page));
      await popup.scanButton.and(popup.page.locator(':not([aria-disabled="true"])')).waitFor();
      const begun = performance.now();
      await popup.scanButton.click();
      const sheet = new SheetPage(popup.page);
      await sheet.page.getByText('MX$1,400.00').first().waitFor();
      const [seen] = [performance.now() - begun];
      await sheet.page.getByText(/Price held/).waitFor();
      if (run > 0) {
        facts.push(seen);
        prices.push(performance.now() - begun);
      }
      await sheet.cancel();
      await page.close();
      while (await browser.hasSheet()) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return { scan_to_facts_ms: median(facts), scan_to_price_ms: median(prices) };
  } finally {
    await browser.close();
  }
}
