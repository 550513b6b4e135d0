import { build } from 'vite';
import { inRoot } from '../../scripts/lib/paths.ts';
import { keyOf, publicKeyOf, sign } from '../rails/opencharge-parties.ts';
import type { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';

/** A single verification takes little more than what the clock can tell. */
const TIMES = 20;
const MOST_ITEMS = 500;

/** How long the worker takes to verify an order: with one item, and with as many as an order may have. */
export async function orders(browser: TenderBrowser, runs: number): Promise<Figures> {
  const script = await bundled();
  const worker = await browser.worker();
  const measured = async (items: number): Promise<number> => {
    const order = orderWith(items);
    const values = [order, await sign(order, keyOf('500')), publicKeyOf(keyOf('500')), TIMES].map((value) => JSON.stringify(value));
    const times: number[] = [];
    for (let run = 0; run < runs + 1; run += 1) {
      const ms = Number(await worker.evaluate(`(() => { ${script}\nreturn orderCheck.timeOf(${values.join(', ')}); })()`));
      // The first run warms up.
      if (run > 0) times.push(ms);
    }
    return median(times);
  };
  return { order_verify_ms: await measured(1), order_verify_500_items_ms: await measured(MOST_ITEMS) };
}

function orderWith(count: number) {
  const items = Array.from({ length: count }, (_, index) => ({ id: `i${index}`, name: `Item ${index}`, quantity: 1, price: '1.00' }));
  const amount = `${count}.00`;
  return { ocid: '500', id: 'ord_1', amount, currency: 'USD', items, createdAt: 1_706_313_600, expiresAt: 1_706_400_000, accepts: ['200'] };
}

async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: inRoot('tests', 'benchmarks', 'order-check', 'in-worker.ts'), formats: ['iife'], name: 'orderCheck' },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const [chunk] = result && 'output' in result ? result.output : [];
  if (chunk?.type !== 'chunk') throw new Error('no script was built');
  return chunk.code;
}
