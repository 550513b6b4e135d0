import { BareClient } from '../client/bare-client.ts';
import { createKey, type SigningKey } from '../client/key.ts';
import { OpenPaymentsClient, RequestFailed } from '../client/open-payments-client.ts';
import type { Grant, OutgoingPayment, Quote, WalletAddress } from '../client/wire.ts';
import type { WalletName } from '../servers/wallet/accounts.ts';
import { startWorld, type World, type WorldOptions } from '../world.ts';

/** Short delays for tests. */
export const quick = { wait: 0, unknownKeysMs: 5, settleMs: 1, webhookMs: 5, failMs: [10, 20], openChargeMs: 20 } as const;

export function startTestWorld(options: WorldOptions = {}): Promise<World> {
  return startWorld({ checkOpenApi: true, ...options, timing: { ...quick, ...options.timing } });
}

/** A shopper or shop with a registered key. */
export interface Person {
  readonly client: BareClient;
  readonly key: SigningKey;
  readonly wallet: WalletAddress;
  readonly login: { user: string; password: string };
}

export async function person(world: World, wallet: WalletName, user: string): Promise<Person> {
  const key = createKey();
  world.addKey(wallet, user, JSON.stringify(key.jwk));
  const address = world.walletAddress(wallet, user);
  const client = new BareClient(world.fetch, key, address);
  return { client, key, wallet: await client.walletAddress(address), login: { user, password: 'demo' } };
}

/** An incoming payment of `value` (open without it) at a wallet; returns its URL. */
export async function incomingPayment(
  world: World,
  value?: string,
  { wallet = 'happylifebank', user = 'retailer', expiresAt }: { wallet?: WalletName; user?: string; expiresAt?: string } = {},
): Promise<string> {
  const key = createKey();
  const client = new OpenPaymentsClient(world.fetch, key, { jwk: key.jwk });
  const address = await client.walletAddress(world.walletAddress(wallet, user));
  const grant = await client.grant(address.authServer, [{ type: 'incoming-payment', actions: ['create'] }]);
  const { assetCode, assetScale } = address;
  const fields = {
    ...(value === undefined ? {} : { incomingAmount: { value, assetCode, assetScale } }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  return (await client.createIncomingPayment(address, grant.access_token.value, fields)).id;
}

export async function quoteToken({ client, wallet }: Person): Promise<string> {
  const grant = await client.grant(wallet.authServer, [{ type: 'quote', actions: ['create', 'read'] }]);
  return grant.access_token.value;
}

export async function quoteFor(payer: Person, receiver: string, amounts = {}): Promise<Quote> {
  return payer.client.createQuote(payer.wallet, await quoteToken(payer), receiver, amounts);
}

export function spendingGrant({ client, wallet, login }: Person, limits: object, actions = ['create', 'read', 'list']): Promise<Grant> {
  return client.outgoingGrant(wallet, login, limits, actions);
}

/** Waits until an outgoing payment has ended or waits for more money. */
export async function settled(world: World, payer: Person, payment: OutgoingPayment, token: string): Promise<OutgoingPayment> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const current = await payer.client.outgoingPayment(payment.id, token);
    const id = payment.id.split('/').at(-1) ?? '';
    if (current.failed || hasEnded(world, id)) return current;
    if (Date.now() > deadline) throw new Error(`${payment.id} is still on its way`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether nothing of the payment's reservation is left. */
function hasEnded({ ledger }: World, outgoingPayment: string): boolean {
  const transfers = ledger.transfers({ outgoingPayment });
  const sumOf = (...kinds: readonly string[]) =>
    transfers.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { amount }) => sum + amount, 0n);
  const aside = sumOf('reserve');
  return aside > 0n && aside === sumOf('send', 'fee', 'release');
}

/** The status and error of a request that must fail. */
export async function failure(work: Promise<unknown>): Promise<{ status: number; error: unknown; text: string }> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    return { status: error.status, error: errorField(error.body), text: error.body };
  }
  throw new Error('the request should have failed');
}

function errorField(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value && typeof value === 'object' && 'error' in value ? value.error : value;
  } catch {
    return undefined;
  }
}

export function idOf(url: string): string {
  return url.split('/').at(-1) ?? '';
}
