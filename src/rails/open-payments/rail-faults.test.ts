import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { giveConsent } from '../../../demo/client/wallet-pages.ts';
import type { FaultRule } from '../../../demo/world.ts';
import { idOf, incomingPayment, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import type { Outcome, RailPayment } from '../../model/rail.ts';
import type { Rig } from '../../../tests/rails/rig.ts';
import { createRig, consent, FINISH, follow, intentFor, price } from '../../../tests/rails/rig.ts';
import { worldFetch } from '../../../tests/rails/invoice-rig.ts';
import { lastOutcome, lateNetwork } from '../../../tests/rails/late-network.ts';
import { PATIENCE_MS } from '../../../tests/support/patience.ts';

const AUTH = 'auth.cloudninebank.test';
const BANK = 'cloudninebank.test';
const SHOP_BANK = 'resources.happylifebank.test';
const PAY = { method: 'POST', path: /\/outgoing-payments$/ } as const;
const CONTINUE = { method: 'POST', path: /\/continue\// } as const;

let world: World;
let b: Rig;
let url: string;
beforeAll(async () => {
  world = await startTestWorld();
});
beforeEach(async () => {
  world.faults.clear();
  b = createRig(world, await person(world, 'cloudninebank', 'customer'));
  url = await incomingPayment(world, '1400');
  world.requests.clear();
});
afterAll(() => world.close());

const priced = (): Promise<RailPayment> => price(b, intentFor(b.rail, 'incomingPayment', url, '14.00'));
const agreed = async (): Promise<RailPayment> => consent(world, b, await priced());
const paidTimes = (): number => world.ledger.paymentsInto(idOf(url));

/** What the journal would give back after the worker has died. */
const revived = (payment: RailPayment): RailPayment => ({ ...payment, state: structuredClone({ ...payment.state, ...b.saved }) });

async function returnOf(payment: RailPayment): Promise<{ waiting: RailPayment; back: URL }> {
  const answer = await b.rail.authorize(payment, b.tools);
  if (answer.kind !== 'interact') throw new Error('no interaction');
  const back = await giveConsent(world.fetch, answer.url, FINISH, { login: b.payer.login, allow: true });
  return { waiting: { ...payment, state: answer.state }, back };
}

describe('a payment whose answer is lost', () => {
  test.each(['drop-reply', 'duplicate'] as const)('%s: is found by reading, and paid once', async (kind) => {
    const payment = await agreed();
    world.faults.add({ kind, times: 1, ...PAY });
    const outcome = await b.rail.submit(payment, b.tools);
    expect(outcome).toMatchObject(kind === 'duplicate' ? { status: 'sending' } : { status: 'unknown', code: 'answer-lost' });
    expect(await follow(b, revived(payment), outcome.state)).toMatchObject({ status: 'completed', received: { value: 1400n } });
    expect(paidTimes()).toBe(1);
  });

  test('drop-request: proven not to have happened, then sent again', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'drop-request', times: 1, ...PAY });
    const lost = await b.rail.submit(payment, b.tools);
    expect(lost).toMatchObject({ status: 'unknown', code: 'answer-lost' });
    const read = await b.rail.reconcile({ ...payment, state: lost.state }, b.tools);
    expect(read.status).toBe('nothing-happened');
    const sent = await b.rail.submit({ ...payment, state: read.state }, b.tools);
    expect(await follow(b, payment, sent.state)).toMatchObject({ status: 'completed' });
    expect(paidTimes()).toBe(1);
  });

  test('sent again although it had worked: the wallet refuses the quote, and reading finds the first', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'drop-reply', times: 1, ...PAY });
    const lost = await b.rail.submit(payment, b.tools);
    expect(await b.rail.submit({ ...payment, state: lost.state, isRepeat: true }, b.tools)).toMatchObject({ status: 'sending' });
    expect(await follow(b, payment, lost.state)).toMatchObject({ status: 'completed' });
    expect(paidTimes()).toBe(1);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])(
    'late on the wire, before request %d of those that read: completed, and never another payer’s',
    async (before) => {
      const fetch = lateNetwork({
        fetch: worldFetch(world),
        isLate: (target, method) => method === PAY.method && PAY.path.test(target),
        before,
        done: () => vi.waitUntil(() => paidTimes() === 1, { timeout: PATIENCE_MS }).then(() => undefined),
      });
      const payment = await agreed();
      const late = createRig(world, b.payer, { fetch });
      const lost = await late.rail.submit(payment, late.tools);
      expect(lost).toMatchObject({ status: 'unknown', code: 'answer-lost' });
      const end = await lastOutcome(() => late.rail.reconcile({ ...payment, state: { ...lost.state, ...late.saved } }, late.tools));
      expect(end).toMatchObject({ status: 'completed', received: { value: 1400n }, sent: { value: expect.any(BigInt) as unknown } });
      expect(paidTimes()).toBe(1);
    },
  );

  test('the wallet goes on saying that nothing was sent: a payment that is ours is never called another payer’s, nor given a fee', async () => {
    const payment = await agreed();
    const lies = world.faults.add({ kind: 'sent-amount-zero' });
    const sent = await b.rail.submit(payment, b.tools);
    await vi.waitUntil(() => paidTimes() === 1, { timeout: 20_000 });
    const again = (): Promise<Outcome> => b.rail.reconcile({ ...revived(payment), state: { ...sent.state, ...b.saved } }, b.tools);
    expect(await again()).toMatchObject({ status: 'sending' });
    b.later = 10_000;
    expect(await again()).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    lies.remove();
    expect(await again()).toMatchObject({ status: 'completed', sent: { value: expect.any(BigInt) as unknown } });
  });

  test('two valid quotes on one incoming payment: who was faster has a receipt, and the other none', async () => {
    const payment = await agreed();
    const other = createRig(world, await person(world, 'cloudninebank', 'customer'));
    const faster = await consent(world, other, await price(other, intentFor(other.rail, 'incomingPayment', url, '14.00')));
    const first = await other.rail.submit(faster, other.tools);
    const before = await vi.waitUntil(() => paidTimes() === 1, { timeout: 20_000 }).then(() => follow(other, faster, first.state));
    expect(before).toMatchObject({ status: 'completed', sent: { value: expect.any(BigInt) as unknown } });

    const balance = world.balance('cloudninebank', 'customer');
    const sent = await b.rail.submit(payment, b.tools);
    expect(sent).toMatchObject({ status: 'sending' });
    await vi.waitUntil(() => world.balance('cloudninebank', 'customer') === balance, { timeout: 20_000 });
    const again = (): Promise<Outcome> => b.rail.reconcile({ ...payment, state: { ...sent.state, ...b.saved } }, b.tools);
    expect(await again()).toMatchObject({ status: 'sending' });
    b.later = 10_000;
    // As the reference server, the demo wallet says `failed: false`, `sentAmount: 0`, and counts the whole debit as spent, for good.
    for (const _reading of [1, 2]) expect(await again()).toMatchObject({ status: 'unknown', code: 'sender-unknown', isPaid: true });
    expect(paidTimes()).toBe(1);
  });

  test('another party pays while the user is at the wallet: nothing is sent', async () => {
    const { waiting, back } = await returnOf(await priced());
    const other = createRig(world, await person(world, 'cloudninebank', 'customer'));
    const faster = await consent(world, other, await price(other, intentFor(other.rail, 'incomingPayment', url, '14.00')));
    await other.rail.submit(faster, other.tools);
    await vi.waitUntil(() => paidTimes() === 1, { timeout: 20_000 });
    world.requests.clear();
    const reading = world.faults.add({
      kind: 'hold-reply',
      ...CONTINUE,
      held: () => vi.waitUntil(() => world.requests.matching({ host: SHOP_BANK, method: 'GET' }).length > 0, { timeout: 20_000 }),
    });
    await expect(b.rail.finish(waiting, back.href, b.tools)).rejects.toMatchObject({ code: 'payable-completed' });
    expect(reading.hits).toBe(1);
    // The right is on disk all the same, to be given back.
    expect(b.saved).toHaveProperty('grant.token');
    expect(world.requests.matching(PAY)).toEqual([]);
  });

  test('the wallet says that it debits more than was approved: the receipt has the higher sum', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'debit-beyond-quote' });
    const sent = await b.rail.submit(payment, b.tools);
    const debit = (payment.quote.debit.value * 11n) / 10n;
    expect(await follow(b, payment, sent.state)).toMatchObject({ status: 'completed', debit: { value: debit, assetCode: 'USD' } });
  });

  test('died before the request left: both sides prove it', async () => {
    const payment = await agreed();
    expect(await b.rail.reconcile(revived(payment), b.tools)).toMatchObject({ status: 'nothing-happened' });
  });

  test('while the wallet cannot be read, nothing is claimed', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'drop-request', times: 1, ...PAY });
    const lost = await b.rail.submit(payment, b.tools);
    const down = world.faults.add({ kind: 'status-500', host: BANK });
    expect(await b.rail.reconcile({ ...payment, state: lost.state }, b.tools)).toMatchObject({ status: 'unknown', code: 'server-error' });
    down.remove();
    const half = world.faults.add({ kind: 'drop-request', host: SHOP_BANK });
    expect(await b.rail.reconcile({ ...payment, state: lost.state }, b.tools)).toMatchObject({ status: 'unknown', code: 'unreachable' });
    half.remove();
    expect(await b.rail.reconcile({ ...payment, state: lost.state }, b.tools)).toMatchObject({ status: 'nothing-happened' });
  });

  test('a 500 after the effect is no failure', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'status-500', times: 1, ...PAY });
    expect(await b.rail.submit(payment, b.tools)).toMatchObject({ status: 'unknown', code: 'answer-lost' });
  });
});

describe('dead tokens', () => {
  const revokeByRotation = async (payment: RailPayment): Promise<void> => {
    const grant = payment.state['grant'] as { token: { manage: string; value: string } };
    const { manage, value } = grant.token;
    await b.payer.client.send({ method: 'POST', url: manage, token: value });
  };

  test('a token that cannot be renewed sends the user back to the consent, with nothing paid', async () => {
    const payment = await agreed();
    await revokeByRotation(payment);
    await expect(b.rail.submit(payment, b.tools)).rejects.toMatchObject({ code: 'right-revoked' });
    expect(paidTimes()).toBe(0);
  });

  test('a dead quote token is replaced once, however many wait', async () => {
    await priced();
    const token = b.tokens.get(b.quoteTokenKey);
    if (!token) throw new Error('no token');
    await b.payer.client.send({ method: 'POST', url: token.manage, token: token.value });
    world.requests.clear();
    await Promise.all([priced(), priced(), priced()]);
    expect(world.requests.matching({ host: AUTH, method: 'POST', path: /\/token\// })).toHaveLength(1);
    expect(world.requests.matching({ host: AUTH }).filter(({ body }) => body.includes('"quote"'))).toHaveLength(1);
    expect(b.tokens.get(b.quoteTokenKey)?.value).not.toBe(token.value);
  });

  test('a quote token known to be over is rotated before use', async () => {
    await priced();
    const token = b.tokens.get(b.quoteTokenKey);
    if (!token) throw new Error('no token');
    b.tokens.set(b.quoteTokenKey, { ...token, expiresAt: Date.now() - 1 });
    world.requests.clear();
    await priced();
    expect(world.requests.matching({ host: AUTH, path: /\/token\// })).toHaveLength(1);
    expect(world.requests.matching({ host: BANK, path: /\/quotes$/ }).map(({ status }) => status)).toEqual([201]);
  });
});

describe('the consent', () => {
  test('declined', async () => {
    await expect(consent(world, b, await priced(), false)).rejects.toMatchObject({ code: 'consent-denied' });
  });

  test('a wrong hash is forged, and no continue is tried', async () => {
    world.faults.add({ kind: 'wrong-hash', times: 1 });
    await expect(agreed()).rejects.toMatchObject({ code: 'consent-forged' });
    expect(world.requests.matching(CONTINUE)).toHaveLength(0);
  });

  test('an invalid grant at the wallet has expired', async () => {
    world.faults.add({ kind: 'result-grant-invalid', times: 1 });
    await expect(agreed()).rejects.toMatchObject({ code: 'consent-expired' });
  });

  test.each(['wider-limits', 'other-identifier', 'extra-access'] as const)('%s is refused and given back', async (kind) => {
    const payment = await priced();
    const { waiting, back } = await returnOf(payment);
    world.faults.add({ kind, path: CONTINUE.path });
    await expect(b.rail.finish(waiting, back.href, b.tools)).rejects.toMatchObject({ code: 'grant-wider' });
    expect(world.requests.matching({ host: AUTH, method: 'DELETE' }).map(({ status }) => status)).toEqual([204, 204]);
    // Dead and woken again: still not used.
    await expect(b.rail.finish(revived(waiting), back.href, b.tools)).rejects.toMatchObject({ code: 'grant-wider' });
    await expect(b.rail.submit(revived(waiting), b.tools)).rejects.toMatchObject({ code: 'grant-wider' });
    expect(paidTimes()).toBe(0);
  });

  test('a second return, and one after a death, change nothing', async () => {
    const { waiting, back } = await returnOf(await priced());
    await b.rail.finish(waiting, back.href, b.tools);
    const continues = world.requests.matching(CONTINUE).length;
    await b.rail.finish(revived(waiting), back.href, b.tools);
    expect(world.requests.matching(CONTINUE)).toHaveLength(continues);
    const sent = await b.rail.submit(revived(waiting), b.tools);
    expect(await follow(b, waiting, sent.state)).toMatchObject({ status: 'completed' });
  });

  test('a return for another payment is forged', async () => {
    const first = await returnOf(await priced());
    const second = await returnOf(await priced());
    await expect(b.rail.finish(first.waiting, second.back.href, b.tools)).rejects.toMatchObject({ code: 'consent-forged' });
    const mixed = new URL(first.back);
    mixed.search = second.back.search;
    await expect(b.rail.finish(first.waiting, mixed.href, b.tools)).rejects.toMatchObject({ code: 'consent-forged' });
    expect(b.rail.isReturn(first.waiting.state, second.back.href)).toBe(false);
    expect(b.rail.isReturn({}, first.back.href)).toBe(false);
  });

  test('the answer to continue is lost: the consent is, too', async () => {
    const { waiting, back } = await returnOf(await priced());
    world.faults.add({ kind: 'drop-reply', times: 1, ...CONTINUE });
    await expect(b.rail.finish(waiting, back.href, b.tools)).rejects.toMatchObject({ code: 'consent-lost' });
    expect(paidTimes()).toBe(0);
  });

  test('a dropped continue is sent once more', async () => {
    const { waiting, back } = await returnOf(await priced());
    world.faults.add({ kind: 'drop-request', times: 1, ...CONTINUE });
    expect(await b.rail.finish(waiting, back.href, b.tools)).toHaveProperty('grant.token');
  });

  test('died between saving the reference and using it: used then', async () => {
    const { waiting, back } = await returnOf(await priced());
    const down = world.faults.add({ kind: 'drop-request', ...CONTINUE });
    await expect(b.rail.finish(waiting, back.href, b.tools)).rejects.toMatchObject({ code: 'unreachable', retry: 'safe' });
    down.remove();
    world.faults.clear();
    expect(await b.rail.finish(revived(waiting), back.href, b.tools)).toHaveProperty('grant.token');
  });

  test('a grant that was never finished is cancelled', async () => {
    const { waiting } = await returnOf(await priced());
    await b.rail.release(waiting.state, 'w1', b.tools.signal);
    expect(world.requests.matching({ host: AUTH, method: 'DELETE' }).map(({ status }) => status)).toEqual([204]);
  });
});

describe('the payee', () => {
  test.each([
    ['redirect', 'redirected', {}],
    ['html', 'not-json', {}],
    ['huge-body', 'too-large', {}],
    ['nested-json', 'malformed', {}],
    ['hang', 'timeout', {}],
    ['drop-request', 'unreachable', {}],
    ['status-500', 'server-error', {}],
  ] as const)('%s → %s', async (kind, code, more: Partial<FaultRule>) => {
    if (kind === 'hang') b = createRig(world, b.payer, { timeout: 2_000 });
    world.faults.add({ kind, host: SHOP_BANK, path: /\/incoming-payments\//, to: 'https://evil.test/', ...more });
    await expect(priced()).rejects.toMatchObject({ code, params: { host: SHOP_BANK } });
  });

  test('unknown', async () => {
    url = url.replace(/[^/]+$/, crypto.randomUUID());
    await expect(priced()).rejects.toMatchObject({ code: 'payable-unknown' });
  });

  test('expired', async () => {
    url = await incomingPayment(world, '1400', { expiresAt: new Date(Date.now() + 20_000).toISOString() });
    await expect(priced()).rejects.toMatchObject({ code: 'payable-expired' });
  });

  test('already paid', async () => {
    const payment = await agreed();
    const sent = await b.rail.submit(payment, b.tools);
    await follow(b, payment, sent.state);
    await expect(priced()).rejects.toMatchObject({ code: 'payable-completed' });
  });

  test('an open amount is quoted for the total of the page', async () => {
    url = await incomingPayment(world);
    const payment = await priced();
    expect(payment.payable.due).toBeUndefined();
    expect(payment.quote.receive).toMatchObject({ value: 1400n, assetCode: 'MXN' });
    const done = await consent(world, b, payment);
    const sent = await b.rail.submit(done, b.tools);
    expect(await follow(b, done, sent.state)).toMatchObject({ status: 'completed', received: { value: 1400n } });
  });

  test.each([
    ['EUR', '14.00', 'asset-mismatch'],
    ['MXN', '14.001', 'amount-too-fine'],
    ['MXN', '0.00', 'payee-not-payable'],
  ])('a total of %s %s for a wallet address → %s', async (currency, value, code) => {
    const intent = intentFor(b.rail, 'walletAddress', world.walletAddress('happylifebank', 'retailer'), value, currency);
    await expect(price(b, intent)).rejects.toMatchObject({ code });
  });
});

describe("the payer's wallet", () => {
  test('key removed', async () => {
    world.removeKey('cloudninebank', 'customer', b.payer.key.jwk.kid);
    await expect(priced()).rejects.toMatchObject({ code: 'key-removed' });
  });

  test('key removed between consent and payment', async () => {
    const payment = await agreed();
    world.removeKey('cloudninebank', 'customer', b.payer.key.jwk.kid);
    await expect(b.rail.submit(payment, b.tools)).rejects.toMatchObject({ code: 'key-removed' });
    // Nothing of ours is accepted any more, so there is nothing left to give back.
    await b.rail.release(payment.state, 'w1', b.tools.signal);
  });

  test('clock skew', async () => {
    world.faults.add({ kind: 'clock-skew', seconds: 600, host: AUTH });
    await expect(priced()).rejects.toMatchObject({ code: 'clock-skew', retry: 'safe' });
  });

  test('clock skew at the resource server', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'clock-skew', seconds: 600, host: BANK });
    await expect(b.rail.submit(payment, b.tools)).rejects.toMatchObject({ code: 'clock-skew' });
    expect(paidTimes()).toBe(0);
  });

  test('no public name', async () => {
    b = createRig(world, await person(world, 'cloudninebank', 'noname'));
    const payment = await priced();
    await expect(b.rail.authorize(payment, b.tools)).rejects.toMatchObject({ code: 'wallet-nameless' });
  });

  test('an empty account fails after the 201, and the payee has nothing', async () => {
    b = createRig(world, await person(world, 'cloudninebank', 'empty'));
    const payment = await agreed();
    const sent = await b.rail.submit(payment, b.tools);
    expect(sent.status).toBe('sending');
    expect(await follow(b, payment, sent.state)).toMatchObject({ status: 'failed', code: 'payment-failed' });
    expect(paidTimes()).toBe(0);
  });

  test('a settlement that stalls is still on its way', async () => {
    const payment = await agreed();
    world.faults.add({ kind: 'settlement-stalls' });
    const sent = await b.rail.submit(payment, b.tools);
    expect(await b.rail.reconcile({ ...payment, state: sent.state }, b.tools)).toMatchObject({ status: 'sending' });
  });

  test('the smallest unit of a scale-9 asset', async () => {
    url = await incomingPayment(world, '1', { user: 'nano' });
    await expect(price(b, intentFor(b.rail, 'incomingPayment', url, '0.000000001', 'USD'))).resolves.toBeDefined();
  });

  test('500 on a quote', async () => {
    world.faults.add({ kind: 'status-500', path: /\/quotes$/ });
    await expect(priced()).rejects.toMatchObject({
      code: 'quote-refused',
      params: { status: '500', description: 'Internal Server Error' },
    });
  });

  test('two payments of one incoming payment: the second does not look failed, nor is it paid', async () => {
    const [one, two] = [await agreed(), await agreed()];
    const first = await b.rail.submit(one, b.tools);
    await follow(b, one, first.state);
    const second = await b.rail.submit(two, b.tools).catch((error: unknown) => error);
    expect(paidTimes()).toBe(1);
    expect(second).toBeDefined();
  });

  test('no wallet', async () => {
    const intent = intentFor(b.rail, 'incomingPayment', url, '14.00');
    const resolving = b.rail.resolve(intent, undefined, b.tools);
    await expect(b.rail.quote(intent, 'other', resolving, b.tools)).rejects.toMatchObject({ code: 'no-wallet' });
    expect(await resolving).toHaveProperty('payable.due.value', 1400n);
  });
});

test('errors carry no token, nonce or reference', async () => {
  const { waiting, back } = await returnOf(await priced());
  world.faults.add({ kind: 'status-500', host: AUTH });
  const error: unknown = await b.rail.finish(waiting, back.href, b.tools).catch((thrown: unknown) => thrown);
  const grant = waiting.state['grant'] as { continuation: { token: string }; interaction: { nonce: string } };
  const told = JSON.stringify([String(error), error]);
  for (const secret of [grant.continuation.token, grant.interaction.nonce, back.searchParams.get('interact_ref') ?? '?']) {
    expect(told).not.toContain(secret);
  }
});
