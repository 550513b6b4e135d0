import type { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';

/** From a page's knock to the worker's answer, when it has to start for it and when it is up. */
const KNOCK = `new Promise((resolve) => {
  const knocked = performance.now();
  const answered = () => resolve(performance.now() - knocked);
  const port = chrome.runtime.connect({ name: 'sheet' });
  port.onMessage.addListener(answered);
  port.onDisconnect.addListener(answered);
})`;

export async function workerReply(browser: TenderBrowser, runs: number): Promise<Figures> {
  const page = await browser.newPage();
  await page.goto(`chrome-extension://${browser.extensionId}/manifest.json`);
  const cold: number[] = [];
  const warm: number[] = [];
  for (let run = 0; run < runs + 1; run += 1) {
    await browser.killWorker();
    const first = Number(await page.evaluate(KNOCK));
    const second = Number(await page.evaluate(KNOCK));
    if (run === 0) continue;
    cold.push(first);
    warm.push(second);
  }
  await page.close();
  return { worker_cold_reply_ms: median(cold), worker_warm_reply_ms: median(warm) };
}
