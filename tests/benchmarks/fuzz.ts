import { startWorld } from '../../demo/world.ts';
import { Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { fuzz } from '../fuzz/campaign.ts';
import type { Figures } from './figures.ts';

const MESSAGES = 100_000;

/** Hostile messages from a page to the worker: what they did. What they should not have is printed. */
export async function fuzzed(extension: string, seed: number): Promise<Figures> {
  // A price that is renewed meanwhile would be a request to a server that nobody sent.
  const world = await startWorld({ timing: { wait: 0, quoteMs: 24 * 3_600_000 } });
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const { sent, privileged, uncaught, workerDeaths } = await fuzz(new Shopper(world, browser), seed, MESSAGES);
    for (const found of [...privileged, ...uncaught].slice(0, 20)) console.log(`  ${found}`);
    return { fuzzSent: sent, fuzzPrivilegedActions: privileged.length, fuzzUncaught: uncaught.length, fuzzWorkerDeaths: workerDeaths };
  } finally {
    await browser.close();
    await world.close();
  }
}
