import { fuzz } from '../../fuzz/campaign.ts';
import { expect, test } from '../fixtures/test.ts';

// A price that is renewed meanwhile would be a request to a server that nobody sent.
test.use({ worldOptions: { timing: { wait: 0, quoteMs: 3_600_000 } } });

test('2,000 hostile messages from a page and from its content script’s world do nothing', async ({ world, shopper }) => {
  const { sent, ...found } = await fuzz(shopper, 1, 2_000);
  expect(sent).toBe(2_000);
  expect(found).toEqual({ privileged: [], uncaught: [], workerDeaths: 0 });
  expect(world.balance('cloudninebank', 'customer')).toBe(50_000n);
});
