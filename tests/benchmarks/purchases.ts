import { setTimeout as sleep } from 'node:timers/promises';
import { createKey } from '../../demo/client/key.ts';
import { purchase as barePurchase } from '../../demo/client/bare-client.ts';
import { startWorld, type World } from '../../demo/world.ts';
import { carla, Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { type Figures, median } from './figures.ts';
import { inSeries, isOurs } from './series.ts';
import { FIRST_PAINT } from './sheet-paint.ts';

/** Each server takes this long for each request, where requests in series are counted: then those side by side overlap. */
const SLOW_MS = 150;

/** Wallets that let a grant be continued at once: waiting that the wallet asks for is not ours to measure. */
const AT_ONCE = { timing: { wait: 0 } };

const NOW = 'performance.timeOrigin + performance.now()';

/** Whole purchases with the extension, and the same requests by the demo world's bare Node client, in turns. */
export async function purchases(extension: string, runs: number): Promise<Figures> {
  const world = await startWorld(AT_ONCE);
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkWalletQuickly();
    await logIn(shopper);
    const bare = createKey();
    world.addKey(carla.wallet, carla.user, JSON.stringify(bare.jwk));

    const ours: Times[] = [];
    const theirs: number[] = [];
    const theirQuotes: number[] = [];
    for (let run = 0; run < runs + 1; run += 1) {
      const times = await oneWithExtension(world, shopper);
      const started = performance.now();
      const quoted = await oneWithBareClient(world, bare);
      if (run === 0) continue;
      theirs.push(performance.now() - started);
      theirQuotes.push(quoted);
      ours.push(times);
    }
    const of = (name: keyof Times) => median(ours.map((times) => times[name]));
    return {
      sheet_visible_after_show_ms: of('visible'),
      sheet_complete_after_show_ms: of('complete'),
      // What the sheet waits for beyond its window: from the extension's first request to its last answer before the sheet is complete.
      sheet_facts_ms: of('facts'),
      bare_facts_ms: median(theirQuotes),
      sheet_facts_ratio: of('facts') / median(theirQuotes),
      sheet_complete_ratio: of('complete') / median(theirQuotes),
      consent_to_payment_post_ms: of('post'),
      purchase_ms: of('whole'),
      bare_purchase_ms: median(theirs),
      purchase_ratio: of('whole') / median(theirs),
      // Without the time in which a user (here a script) looks, presses Pay and says yes at the wallet.
      purchase_without_person_ms: of('whole') - of('person'),
      purchase_without_person_ratio: (of('whole') - of('person')) / median(theirs),
    };
  } finally {
    await browser.close();
    await world.close();
  }
}

/** The longest chains of requests: before the sheet is complete, and from Pay to the payment's creation. */
export async function requestsInSeries(extension: string): Promise<Figures> {
  const world = await startWorld(AT_ONCE);
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkWalletQuickly();
    await logIn(shopper);
    const shop = await shopper.visit('socks');
    world.faults.add({ kind: 'delay', ms: SLOW_MS });
    world.requests.clear();
    await shop.payButton.click();
    const sheet = await shopper.sheet();
    await sheet.waitUntilReady();
    const before = world.requests.fromClients().filter(isOurs);
    world.requests.clear();
    await sheet.payButton.click();
    await shopper.consent();
    await shop.waitForStatus('Paid', 60_000);
    const after = world.requests.fromClients().filter(isOurs);
    const post = after.findIndex(({ method, path }) => method === 'POST' && path.endsWith('/outgoing-payments'));
    return {
      requests_before_complete: before.length,
      requests_before_complete_in_series: inSeries(before),
      requests_after_pay: after.length,
      requests_pay_to_creation_in_series: inSeries(after.slice(0, post + 1)),
    };
  } finally {
    await browser.close();
    await world.close();
  }
}

interface Times {
  readonly visible: number;
  readonly complete: number;
  readonly facts: number;
  readonly post: number;
  readonly whole: number;
  readonly person: number;
}

async function oneWithExtension(world: World, shopper: Shopper): Promise<Times> {
  const shop = await shopper.visit('socks');
  await shop.page.evaluate(`(() => {
    const { show } = PaymentRequest.prototype;
    PaymentRequest.prototype.show = function (...given) {
      globalThis.shownAt = ${NOW};
      const answer = show.apply(this, given);
      answer.then(() => { globalThis.answeredAt = ${NOW}; });
      return answer;
    };
  })()`);
  world.requests.clear();
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  const painted = Number(await sheet.page.evaluate(`${FIRST_PAINT}.then((paint) => performance.timeOrigin + paint)`));
  await sheet.page.locator('[data-face="ready"]').waitFor();
  const complete = Number(await sheet.page.evaluate(NOW));
  const asking = world.requests.fromClients().filter(isOurs);
  await sheet.waitUntilReady();
  await sheet.payButton.click();
  const pressed = Date.now();
  await shopper.consent();
  await shop.waitForStatus('Paid');
  const [shown, answered] = (await shop.page.evaluate('[shownAt, answeredAt]')) as [number, number];
  await closeSheet(shopper);
  await shop.page.close();
  const consented = world.requests.matching({ method: 'POST', path: /\/consent\// }).at(-1);
  const paid = world.requests.matching({ method: 'POST', path: /\/outgoing-payments$/ }).at(-1);
  const asked = world.requests.matching({ method: 'GET', path: /\/consent\// }).at(-1);
  if (!asked || !consented || !paid) throw new Error('a purchase without consent or payment');
  return {
    visible: painted - shown,
    complete: complete - shown,
    facts: Math.max(...asking.map(({ time, duration }) => time + duration)) - Math.min(...asking.map(({ time }) => time)),
    post: paid.time - consented.time,
    whole: answered - shown,
    person: pressed - complete + (consented.time - asked.time),
  };
}

/** So that the next purchase opens a sheet of its own. */
async function closeSheet(shopper: Shopper): Promise<void> {
  const { browser } = shopper;
  await (await shopper.reopenSheet()).goBack();
  const deadline = Date.now() + PATIENCE_MS;
  while (await browser.hasSheet()) {
    if (Date.now() > deadline) throw new Error('the sheet does not close');
    await sleep(20);
  }
}

/** @returns how long it took from its first request to the quote. */
async function oneWithBareClient(world: World, key: ReturnType<typeof createKey>): Promise<number> {
  const reply = await world.fetch(new URL('/api/checkouts/socks', world.shopUrl), { method: 'POST' });
  const { data } = (await reply.json()) as { data: { incomingPayment: string } };
  const { steps } = await barePurchase({
    fetch: world.fetch,
    key,
    walletAddress: world.walletAddress(carla.wallet, carla.user),
    login: { user: carla.user, password: 'demo' },
    incomingPayment: data.incomingPayment,
  });
  const quoted = steps.findIndex(({ name }) => name === 'quote');
  return steps.slice(0, quoted + 1).reduce((sum, { ms }) => sum + ms, 0);
}

/** So that the wallet asks for consent at once, as it does most people. */
async function logIn(shopper: Shopper): Promise<void> {
  const { origin } = new URL(shopper.world.walletAddress(carla.wallet, carla.user));
  const page = await shopper.browser.newPage();
  await page.goto(`${origin}/login`);
  await page.getByRole('textbox', { name: 'User name' }).fill(carla.user);
  await page.getByLabel('Password').fill('demo');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Account' }).waitFor();
  await page.close();
}
