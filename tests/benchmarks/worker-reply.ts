import type { World } from '../../demo/world.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';

/** From a message that nobody knows to the worker's silence about it. */
const REPLY = `new Promise((resolve) => {
  const sent = performance.now();
  const answered = () => resolve(performance.now() - sent);
  chrome.runtime.sendMessage({ type: 'nothing' }).then(answered, answered);
})`;

/** From the sheet's connection to the first thing that the worker says there: with ours, its storage is open and has been read by then. */
const FIRST_VIEW = `new Promise((resolve) => {
  const connected = performance.now();
  const answered = () => resolve(performance.now() - connected);
  const port = chrome.runtime.connect({ name: 'sheet' });
  port.onMessage.addListener(answered);
  port.onDisconnect.addListener(answered);
})`;

interface Times {
  readonly cold: number[];
  readonly warm: number[];
  readonly view: number[];
}

/** How long the worker takes to answer when it has to start for it, beside a worker that does nothing, in turns. */
export async function workerReply(world: World, extension: string, runs: number): Promise<Figures> {
  const ours = await Subject.start(world, extension);
  const floor = await Subject.start(world, inRoot('tests', 'benchmarks', 'do-nothing'));
  try {
    for (let run = 0; run < runs + 1; run += 1) for (const subject of [floor, ours]) await subject.measure(run > 0);
  } finally {
    await ours.browser.close();
    await floor.browser.close();
  }
  const of = (times: Times) => ({ cold: median(times.cold), warm: median(times.warm), view: median(times.view) });
  const [our, least] = [of(ours.times), of(floor.times)];
  return {
    worker_cold_reply_ms: our.cold,
    worker_cold_reply_floor_ms: least.cold,
    worker_cold_reply_ratio: our.cold / least.cold,
    worker_warm_reply_ms: our.warm,
    worker_first_view_ms: our.view,
    worker_first_view_floor_ms: least.view,
    worker_first_view_ratio: our.view / least.view,
  };
}

class Subject {
  readonly times: Times = { cold: [], warm: [], view: [] };
  readonly browser: TenderBrowser;

  private constructor(browser: TenderBrowser) {
    this.browser = browser;
  }

  static async start(world: World, extension: string): Promise<Subject> {
    return new Subject(await TenderBrowser.start({ extension, world }));
  }

  async measure(isCounted: boolean): Promise<void> {
    const page = await this.browser.newPage();
    await page.goto(this.browser.sheetUrl);
    const timed = async (what: string, list: number[]) => {
      const ms = Number(await page.evaluate(what));
      if (isCounted) list.push(ms);
    };
    await this.browser.killWorker();
    await timed(REPLY, this.times.cold);
    await timed(REPLY, this.times.warm);
    await this.browser.killWorker();
    await timed(FIRST_VIEW, this.times.view);
    await page.close();
  }
}
