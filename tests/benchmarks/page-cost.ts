import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';
import { scriptTime } from './traced.ts';

/** For the code caches to fill. */
const WARM_UP = 2;

/** What a page without a checkout pays for the extension, over one that has scripts of the same kinds and does nothing. */
export async function pageCost(world: World, extension: string, runs: number): Promise<Figures> {
  const floor = await costOf(world, inRoot('tests', 'benchmarks', 'do-nothing'), runs);
  const ours = await costOf(world, extension, runs);
  return {
    page_cpu_ms: ours.cpu - floor.cpu,
    page_cpu_floor_ms: floor.cpu,
    page_heap_kib: ours.heap - floor.heap,
    page_heap_floor_kib: floor.heap,
  };
}

/** What a visit to a page costs with an extension: to one that has no script of its own, or to one of this source. */
export async function costOf(
  world: World,
  extension: string,
  runs: number,
  html?: string,
): Promise<{ readonly cpu: number; readonly heap: number }> {
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const session = await browser.context.browser()?.newBrowserCDPSession();
    if (!session) throw new Error('no session with the browser');
    const cpu: number[] = [];
    const heap: number[] = [];
    for (let run = 0; run < runs + WARM_UP; run += 1) {
      const page = await browser.newPage();
      const url = new URL('/nothing-here', world.shopUrl).href;
      if (html !== undefined) await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
      // A page of the shop without a script of its own.
      const visit = async () => {
        await page.goto(url, { waitUntil: 'load' });
        await sleep(250);
      };
      const time = await scriptTime(session, visit);
      const inPage = await browser.context.newCDPSession(page);
      await inPage.send('HeapProfiler.enable');
      for (let twice = 0; twice < 2; twice += 1) await inPage.send('HeapProfiler.collectGarbage');
      const { usedSize } = await inPage.send('Runtime.getHeapUsage');
      await page.close();
      if (run < WARM_UP) continue;
      cpu.push(time);
      heap.push(usedSize / 1_024);
    }
    return { cpu: median(cpu), heap: median(heap) };
  } finally {
    await browser.close();
  }
}
