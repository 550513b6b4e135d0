import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BareClient, purchase } from './client/bare-client.ts';
import { createKey, type SigningKey } from './client/key.ts';
import { OpenPaymentsClient } from './client/open-payments-client.ts';
import { startWorld, type World } from './world.ts';

describe('a purchase by a bare client', () => {
  let world: World;
  let shopperKey: SigningKey;
  let shopKey: SigningKey;

  beforeAll(async () => {
    world = await startWorld({ checkOpenApi: true, timing: { wait: 0 } });
    shopperKey = createKey();
    shopKey = createKey();
    world.addKey('cloudninebank', 'customer', JSON.stringify(shopperKey.jwk));
    world.addKey('happylifebank', 'retailer', JSON.stringify(shopKey.jwk));
  });
  afterAll(() => world.close());

  async function incomingPayment(value: string): Promise<string> {
    const address = world.walletAddress('happylifebank', 'retailer');
    const client = new OpenPaymentsClient(world.fetch, shopKey, { walletAddress: address });
    const wallet = await client.walletAddress(address);
    const grant = await client.grant(wallet.authServer, [{ type: 'incoming-payment', actions: ['create', 'read'] }]);
    const incomingAmount = { value, assetCode: 'MXN', assetScale: 2 };
    return (await client.createIncomingPayment(wallet, grant.access_token.value, { incomingAmount })).id;
  }

  test('MXN 1,400.00 costs exactly USD 80.80 and arrives in full', async () => {
    const receiver = await incomingPayment('140000');
    const { quote, payment, incoming, steps } = await purchase({
      fetch: world.fetch,
      key: shopperKey,
      walletAddress: world.walletAddress('cloudninebank', 'customer'),
      login: { user: 'customer', password: 'demo' },
      incomingPayment: receiver,
    });
    console.log(steps);
    expect(quote.debitAmount).toEqual({ value: '8080', assetCode: 'USD', assetScale: 2 });
    expect(incoming.receivedAmount.value).toBe('140000');
    expect(payment.sentAmount.value).toBe('8000');
    expect(world.balance('cloudninebank', 'customer')).toBe(50_000n - 8_080n);
    expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
    expect(world.ledger.paymentsInto(receiver.split('/').at(-1) ?? '')).toBe(1);
    expect(world.ledger.check()).toEqual([]);
    expect(world.violations).toEqual([]);
    expect(BareClient).toBeDefined();
  });
});
