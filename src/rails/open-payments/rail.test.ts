import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idOf, incomingPayment, person, startTestWorld } from '../../../demo/tests/support.ts';
import type { World } from '../../../demo/world.ts';
import type { Rig } from '../../../tests/rails/rig.ts';
import { createRig, consent, follow, intentFor, price } from '../../../tests/rails/rig.ts';

describe.each(['https', 'http'] as const)('a purchase over %s', (scheme) => {
  let world: World;
  let b: Rig;
  beforeAll(async () => {
    world = await startTestWorld({ scheme, timing: { wait: 1 } });
  });
  beforeEach(async () => {
    world.faults.clear();
    b = createRig(world, await person(world, 'cloudninebank', 'customer'), { development: scheme === 'http' });
  });
  afterAll(() => world.close());

  test('MXN 1,400.00 is paid with exactly USD 80.80, and nothing stays behind', async () => {
    const url = await incomingPayment(world, '140000');
    const priced = await price(b, intentFor(b.rail, 'incomingPayment', url));
    expect(priced.payable).toMatchObject({ url, due: { value: 140000n }, payee: { publicName: 'Happy Feet Athletics' } });
    expect(priced.quote).toMatchObject({ debit: { value: 8080n, assetCode: 'USD' }, receive: { value: 140000n, assetCode: 'MXN' } });
    const agreed = await consent(world, b, priced);
    const sent = await b.rail.submit(agreed, b.tools);
    expect(sent.status).toBe('sending');
    const outcome = await follow(b, agreed, sent.state);
    expect(outcome).toMatchObject({ status: 'completed', received: { value: 140000n } });
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
    await b.rail.release(outcome.state, 'w1', b.tools.signal);
    await b.rail.release(outcome.state, 'w1', b.tools.signal);
    expect(await b.rail.submit({ ...agreed, state: outcome.state, isRepeat: true }, b.tools)).toMatchObject({ status: 'unknown' });
    expect(world.ledger.paymentsInto(idOf(url))).toBe(1);
  });

  test('a shop that names only its wallet address is paid through an incoming payment of ours', async () => {
    const address = world.walletAddress('happylifebank', 'retailer');
    const priced = await price(b, intentFor(b.rail, 'walletAddress', address, '35'));
    expect(priced.payable).toMatchObject({ due: { value: 3500n } });
    const again = await b.rail.resolve(priced.intent, undefined, { ...b.tools, state: structuredClone(b.saved) });
    expect(again.payable.url).toBe(priced.payable.url);
    const agreed = await consent(world, b, { ...priced, state: { ...priced.state, ...again.state } });
    const sent = await b.rail.submit(agreed, b.tools);
    expect(await follow(b, agreed, sent.state)).toMatchObject({ status: 'completed', received: { value: 3500n } });
  });

  test('what is missing of such a payment is due under the same incoming payment', async () => {
    const address = world.walletAddress('happylifebank', 'retailer');
    const { intent, payable } = await price(b, intentFor(b.rail, 'walletAddress', address, '35'));
    const state = b.rail.stateForRest?.(intent, payable) ?? {};
    expect(await b.rail.resolve(intent, undefined, { ...b.tools, state })).toMatchObject({ payable: { url: payable.url } });
  });

  test('every answer was as the description says', () => {
    expect(world.violations).toEqual([]);
  });
});
