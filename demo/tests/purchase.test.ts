import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { purchase } from '../client/bare-client.ts';
import type { WalletName } from '../servers/wallet/accounts.ts';
import type { World } from '../world.ts';
import { idOf, incomingPayment, person, startTestWorld } from './support.ts';

describe.each(['https', 'http'] as const)('a purchase by a bare client over %s', (scheme) => {
  let world: World;
  beforeAll(async () => {
    world = await startTestWorld({ scheme });
  });
  afterAll(() => world.close());

  async function pay(payer: [WalletName, string], payee: { wallet: WalletName; user: string }, value: string) {
    const { key, login } = await person(world, ...payer);
    const receiver = await incomingPayment(world, value, payee);
    const walletAddress = world.walletAddress(...payer);
    const result = await purchase({ fetch: world.fetch, key, walletAddress, login, incomingPayment: receiver });
    return { receiver, ...result };
  }

  test('MXN 1,400.00 costs exactly USD 80.80 and arrives in full', async () => {
    const before = world.balance('cloudninebank', 'customer');
    const { quote, payment, incoming, receiver } = await pay(
      ['cloudninebank', 'customer'],
      { wallet: 'happylifebank', user: 'retailer' },
      '140000',
    );
    expect(quote.debitAmount).toEqual({ value: '8080', assetCode: 'USD', assetScale: 2 });
    expect(incoming.receivedAmount.value).toBe('140000');
    expect(payment.sentAmount.value).toBe('8000');
    expect(before - world.balance('cloudninebank', 'customer')).toBe(8_080n);
    expect(world.balance('happylifebank', 'retailer')).toBe(140_000n);
    expect(world.ledger.paymentsInto(idOf(receiver))).toBe(1);
    expect(world.ledger.balance('cloudninebank:fees:USD/2')).toBe(80n);
  });

  test('several packets carry it', () => {
    const sends = world.ledger.transfers().filter(({ kind }) => kind === 'send');
    expect(sends.length).toBeGreaterThan(1);
  });

  test.each([
    ['scale 0', ['cloudninebank', 'customer'], { wallet: 'happylifebank', user: 'tokyo' }, '2400'],
    ['scale 3', ['cloudninebank', 'traveler'], { wallet: 'happylifebank', user: 'dinar' }, '4325'],
    ['scale 9', ['cloudninebank', 'nano'], { wallet: 'happylifebank', user: 'nano' }, '1234567'],
    ['scale 9 from scale 2', ['cloudninebank', 'customer'], { wallet: 'happylifebank', user: 'nano' }, '1234567'],
    ['the other way', ['happylifebank', 'shopper'], { wallet: 'cloudninebank', user: 'yen' }, '333'],
    ['one yen', ['cloudninebank', 'customer'], { wallet: 'happylifebank', user: 'tokyo' }, '1'],
  ] as const)('delivers exactly what was quoted: %s', async (_name, payer, payee, value) => {
    const { incoming, quote } = await pay([...payer], payee, value);
    expect(quote.receiveAmount.value).toBe(value);
    expect(incoming.receivedAmount.value).toBe(value);
    expect(incoming.completed).toBe(true);
  });

  test('the ledgers balance and every reply was as the description says', () => {
    expect(world.ledger.check()).toEqual([]);
    expect(world.violations).toEqual([]);
  });
});
