import { BareClient } from '../../demo/client/bare-client.ts';
import { createKey } from '../../demo/client/key.ts';
import { startWorld, type World } from '../../demo/world.ts';
import { intervalOf } from '../../src/limits/allowance.ts';
import { AllowancePart } from '../e2e/pages/allowance-part.ts';
import { carla, Shopper } from '../e2e/fixtures/shopper.ts';
import { TenderBrowser } from '../e2e/fixtures/tender-browser.ts';
import { type Figures, median } from './figures.ts';
import { newestHistory } from './history.ts';
import { inSeries, isOurs } from './series.ts';

/** A server that takes this long shows which requests wait for which. */
const SLOW_MS = 150;
const LIMIT = { value: '40000', assetCode: 'USD', assetScale: 2 };
const CREATES = { method: 'POST', path: /\/outgoing-payments$/ } as const;

/** Wallets that take this long to make the payment: one nearby, and one across an ocean or with much to do. */
const AWAY_MS = 50;
const FAR_MS = 250;

/** From Pay to the payment's creation under an allowance, and the same request by the demo world's bare Node client, in turns. */
export async function allowance(extension: string, runs: number): Promise<Figures> {
  const near = await withAllowance(extension, async ({ world, shopper, bare }) => {
    const { ours, theirs } = await inTurns(world, shopper, bare, runs);
    const of = (name: keyof Times) => median(ours.map((times) => times[name]));
    return {
      allowancePayToCreatedMs: of('created'),
      allowancePayToFetchMs: of('fetch'),
      allowancePayToApprovedMs: of('approved'),
      allowanceApprovedToSubmittingMs: of('submitting') - of('approved'),
      allowanceSubmittingToFetchMs: of('fetch') - of('submitting'),
      allowancePreflightMs: of('preflight'),
      allowanceRequestMs: of('request'),
      bareCreateMs: median(theirs),
      allowanceRequestRatio: of('request') / median(theirs),
      allowancePayToCreatedRatio: of('created') / median(theirs),
      ...(await requests(world, shopper)),
    };
  });
  const away = await createdAt(extension, AWAY_MS, runs);
  const far = await createdAt(extension, FAR_MS, runs);
  return {
    ...near,
    allowanceAwayPayToCreatedMs: away.ours,
    allowanceAwayBareCreateMs: away.theirs,
    allowanceAwayPayToCreatedRatio: away.ours / away.theirs,
    allowanceFarPayToCreatedMs: far.ours,
    allowanceFarBareCreateMs: far.theirs,
    allowanceFarPayToCreatedRatio: far.ours / far.theirs,
  };
}

/** Milliseconds until the payment is made, at a wallet that takes `ms` for it. */
function createdAt(extension: string, ms: number, runs: number): Promise<{ readonly ours: number; readonly theirs: number }> {
  return withAllowance(extension, async ({ world, shopper, bare }) => {
    world.faults.add({ kind: 'delay', ms, ...CREATES });
    const { ours, theirs } = await inTurns(world, shopper, bare, runs);
    return { ours: median(ours.map(({ created }) => created)), theirs: median(theirs) };
  });
}

interface Payers {
  readonly world: World;
  readonly shopper: Shopper;
  readonly bare: () => Promise<number>;
}

/** In a world of its own, as each purchase takes from the same account. */
async function withAllowance<Result>(extension: string, work: (payers: Payers) => Promise<Result>): Promise<Result> {
  const world = await startWorld({ timing: { wait: 0 } });
  const browser = await TenderBrowser.start({ extension, world });
  try {
    const shopper = new Shopper(world, browser);
    await shopper.linkWalletQuickly();
    await give(shopper);
    return await work({ world, shopper, bare: await bareClient(world) });
  } finally {
    await browser.close();
    await world.close();
  }
}

/** Both ways of paying, one after the other; the first turn of each is not counted. */
async function inTurns(world: World, shopper: Shopper, bare: () => Promise<number>, runs: number) {
  const ours: Times[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs + 1; run += 1) {
    const times = await oneTap(world, shopper);
    const bareMs = await bare();
    if (run === 0) continue;
    ours.push(times);
    theirs.push(bareMs);
  }
  return { ours, theirs };
}

interface Times {
  /** From the press to the end of the answer that says that the payment is made. */
  readonly created: number;
  /** From the press until the worker asks for the payment: its messages, its journal, its signature. */
  readonly fetch: number;
  /** From the press to the moments that the journal gives these states. */
  readonly approved: number;
  readonly submitting: number;
  /** What the browser asks first, by itself (CORS), and the payment's own request. */
  readonly preflight: number;
  readonly request: number;
}

export async function give(shopper: Shopper, limit = '400'): Promise<void> {
  const options = await shopper.openOptions();
  const part = new AllowancePart(options.wallet(shopper.world.walletAddress(carla.wallet, carla.user)));
  await part.ask(limit);
  await shopper.consent();
  await part.changeButton.waitFor();
  await options.page.close();
}

export async function press(shopper: Shopper) {
  const shop = await shopper.visit('socks');
  await shop.payButton.click();
  const sheet = await shopper.sheet();
  await sheet.waitUntilReady();
  await sheet.main.getByText('Within your allowance').waitFor();
  await sheet.page.evaluate(`addEventListener('click', (event) => {
    globalThis.pressedAt = performance.timeOrigin + event.timeStamp;
  }, { capture: true })`);
  return { shop, sheet };
}

async function oneTap(world: World, shopper: Shopper): Promise<Times> {
  const { shop, sheet } = await press(shopper);
  world.requests.clear();
  await sheet.payButton.click();
  const pressed = Number(await sheet.page.evaluate('pressedAt'));
  await shop.waitForStatus('Paid');
  const worker = await shopper.browser.worker();
  const entry = (await worker.evaluate(`(() => {
    const { startTime, requestStart, responseEnd } = performance.getEntriesByType('resource').findLast(({ name }) => name.endsWith('/outgoing-payments'));
    return { from: performance.timeOrigin + startTime, sent: requestStart > 0 ? performance.timeOrigin + requestStart : 0, to: performance.timeOrigin + responseEnd };
  })()`)) as { from: number; sent: number; to: number };
  const moments = await newestHistory(worker);
  const since = (state: string) => (moments.find((moment) => moment.state === state)?.at ?? Number.NaN) - pressed;
  const [paid] = world.requests.matching(CREATES);
  const [before] = world.requests.matching({ method: 'OPTIONS', path: CREATES.path });
  await shop.page.close();
  if (!paid) throw new Error('nothing was paid');
  // The server saw the preflight end; what is left of the fetch is the payment's own request.
  const preflight = before ? before.time + before.duration - entry.from : 0;
  return {
    approved: since('approved'),
    submitting: since('submitting'),
    created: entry.to - pressed,
    fetch: entry.from - pressed,
    preflight,
    request: entry.to - entry.from - preflight,
  };
}

/** After this the browser asks for leave (CORS) anew. */
const PREFLIGHT_LIFE = 6_000;

/** How many requests of ours are waited for, from Pay until the payment is made. */
async function requests(world: World, shopper: Shopper): Promise<Figures> {
  const { shop, sheet } = await press(shopper);
  await sheet.page.waitForTimeout(PREFLIGHT_LIFE);
  const slow = world.faults.add({ kind: 'delay', ms: SLOW_MS });
  world.requests.clear();
  await sheet.payButton.click();
  await shop.waitForStatus('Paid', 60_000);
  slow.remove();
  const asked = world.requests.fromClients();
  const created = asked.findIndex(({ method, path }) => method === 'POST' && path.endsWith('/outgoing-payments'));
  const until = asked.slice(0, created + 1);
  return {
    allowanceRequestsInSeries: inSeries(until.filter(isOurs)),
    allowancePreflightsInSeries: inSeries(until.filter(({ method }) => method === 'OPTIONS')),
  };
}

/** A client with a grant of its own; each call prices an order, and returns how long the payment's creation took. */
async function bareClient(world: World): Promise<() => Promise<number>> {
  const key = createKey();
  world.addKey(carla.wallet, carla.user, JSON.stringify(key.jwk));
  const address = world.walletAddress(carla.wallet, carla.user);
  const client = new BareClient(world.fetch, key, address);
  const wallet = await client.walletAddress(address);
  const limits = { debitAmount: LIMIT, interval: intervalOf('month', Date.now()) };
  const grant = await client.outgoingGrant(wallet, { user: carla.user, password: 'demo' }, limits);
  const quotes = await client.grant(wallet.authServer, [{ type: 'quote', actions: ['create', 'read'] }]);
  return async () => {
    const reply = await world.fetch(new URL('/api/checkouts/socks', world.shopUrl), { method: 'POST' });
    const { data } = (await reply.json()) as { data: { incomingPayment: string } };
    const quote = await client.createQuote(wallet, quotes.access_token.value, data.incomingPayment);
    const started = performance.now();
    await client.createOutgoingPayment(wallet, grant.access_token.value, { quoteId: quote.id });
    return performance.now() - started;
  };
}
