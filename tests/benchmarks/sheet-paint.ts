import type { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';

/** Milliseconds from the start of the document to its first content on the screen. */
export const FIRST_PAINT = `new Promise((resolve, reject) => {
  const begun = performance.now();
  const look = () => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    if (paint) resolve(paint.startTime);
    else if (performance.now() > begun + 10_000) reject(new Error('nothing was painted'));
    else setTimeout(look, 5);
  };
  look();
})`;

/** The sheet's first paint, in a tab: the same document as in the toolbar's popup. */
export async function sheetPaint(browser: TenderBrowser, runs: number): Promise<Figures> {
  const paints: number[] = [];
  for (let run = 0; run < runs + 1; run += 1) {
    const page = await browser.newPage();
    await page.goto(browser.sheetUrl);
    const paint = Number(await page.evaluate(FIRST_PAINT));
    if (run > 0) paints.push(paint);
    await page.close();
  }
  return { sheet_first_paint_ms: median(paints) };
}
