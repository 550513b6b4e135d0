import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { WorldFetch } from '../http/world-fetch.ts';
import type { Amount } from '../money/amount.ts';
import type { SigningKey } from './key.ts';
import { OpenPaymentsClient, RequestFailed } from './open-payments-client.ts';
import { giveConsent, type Login } from './wallet-pages.ts';
import {
  grantSchema,
  outgoingPaymentSchema,
  quoteSchema,
  type Grant,
  type IncomingPayment,
  type OutgoingPayment,
  type PendingGrant,
  type Quote,
  type WalletAddress,
} from './wire.ts';

export interface PurchaseOptions {
  readonly fetch: WorldFetch;
  readonly key: SigningKey;
  /** The payer's wallet address; `key` is registered there. */
  readonly walletAddress: string;
  readonly login: Login;
  readonly incomingPayment: string;
  /** Maximum milliseconds to wait for the settlement. */
  readonly deadlineMs?: number;
}

export interface Purchase {
  readonly quote: Quote;
  readonly payment: OutgoingPayment;
  readonly incoming: IncomingPayment;
  /** Milliseconds each step took, in order. */
  readonly steps: readonly { name: string; ms: number }[];
}

const POLL_MS = 25;
const FINISH_URI = 'https://client.test/finish';

/** The simplest client: each request of a purchase once, in order, without a browser. */
export class BareClient extends OpenPaymentsClient {
  constructor(fetch: WorldFetch, key: SigningKey, walletAddress: string) {
    super(fetch, key, { walletAddress });
  }

  createQuote(
    wallet: WalletAddress,
    token: string,
    receiver: string,
    amounts: { debitAmount?: Amount; receiveAmount?: Amount } = {},
  ): Promise<Quote> {
    const body = { method: 'ilp', walletAddress: wallet.id, receiver, ...amounts };
    return this.call(quoteSchema, { method: 'POST', url: `${wallet.resourceServer}/quotes`, token, body });
  }

  /** A grant for outgoing payments within limits. */
  outgoingGrant(wallet: WalletAddress, login: Login, limits: object, actions = ['create', 'read']): Promise<Grant> {
    return this.consentedGrant(wallet, login, [{ type: 'outgoing-payment', actions, identifier: wallet.id, limits }]);
  }

  /** Requests a grant, gives consent and continues the grant; waits as long as the server says. */
  async consentedGrant(wallet: WalletAddress, login: Login, access: readonly object[]): Promise<Grant> {
    const nonce = randomUUID();
    const asked = Date.now();
    const pending = await this.interactiveGrant(wallet.authServer, access, { uri: FINISH_URI, nonce });
    const back = await giveConsent(this.fetch, pending.interact.redirect, FINISH_URI, { login, allow: true });
    const ref = checkedInteractRef(back, nonce, pending, wallet.authServer);
    await sleep(Math.max(0, asked + (pending.continue.wait ?? 0) * 1_000 - Date.now()));
    return this.continueGrant(pending, ref);
  }

  async continueGrant(pending: PendingGrant, interactRef: string): Promise<Grant> {
    const { uri: url, access_token: token } = pending.continue;
    const request = { method: 'POST', url, token: token.value, body: { interact_ref: interactRef } } as const;
    for (;;) {
      try {
        return await this.call(grantSchema, request);
      } catch (error) {
        if (!(error instanceof RequestFailed) || !error.body.includes('too_fast')) throw error;
        await sleep(POLL_MS * 4);
      }
    }
  }

  createOutgoingPayment(wallet: WalletAddress, token: string, fields: object): Promise<OutgoingPayment> {
    const url = `${wallet.resourceServer}/outgoing-payments`;
    const body = { walletAddress: wallet.id, ...fields };
    return this.call(outgoingPaymentSchema, { method: 'POST', url, token, body });
  }

  outgoingPayment(url: string, token: string): Promise<OutgoingPayment> {
    return this.call(outgoingPaymentSchema, { method: 'GET', url, token });
  }
}

/** Pays an incoming payment in full. The extension's purchase is compared with this one. */
export async function purchase(options: PurchaseOptions): Promise<Purchase> {
  const { fetch, key, walletAddress, login, incomingPayment, deadlineMs = 120_000 } = options;
  const client = new BareClient(fetch, key, walletAddress);
  const steps: { name: string; ms: number }[] = [];
  const timed = async <T>(name: string, work: Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work;
    steps.push({ name, ms: performance.now() - start });
    return result;
  };

  const wallet = await timed('wallet address', client.walletAddress(walletAddress));
  const receiverAuth = await timed('public incoming payment', client.receiverAuthServer(incomingPayment));
  const receiverAccess = [{ type: 'incoming-payment', actions: ['read-all'] }];
  const receiverGrant = await timed('receiver grant', client.grant(receiverAuth, receiverAccess));
  const receiverToken = receiverGrant.access_token.value;
  await timed('incoming payment', client.incomingPayment(incomingPayment, receiverToken));
  const quoteGrant = await timed('quote grant', client.grant(wallet.authServer, [{ type: 'quote', actions: ['create', 'read'] }]));
  const quote = await timed('quote', client.createQuote(wallet, quoteGrant.access_token.value, incomingPayment));
  const limits = { receiver: incomingPayment, debitAmount: quote.debitAmount };
  const grant = await timed('outgoing payment grant', client.outgoingGrant(wallet, login, limits));
  const token = grant.access_token.value;
  const created = await timed('outgoing payment', client.createOutgoingPayment(wallet, token, { quoteId: quote.id }));
  const settling = { payment: created.id, token, incoming: incomingPayment, receiverToken, deadlineMs };
  const incoming = await timed('settlement', completed(client, settling));
  const payment = await timed('outgoing payment read', client.outgoingPayment(created.id, token));
  return { quote, payment, incoming, steps };
}

interface Settling {
  readonly payment: string;
  readonly token: string;
  readonly incoming: string;
  readonly receiverToken: string;
  readonly deadlineMs: number;
}

async function completed(client: BareClient, settling: Settling): Promise<IncomingPayment> {
  const { payment, token, incoming, receiverToken, deadlineMs } = settling;
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    const received = await client.incomingPayment(incoming, receiverToken);
    if (received.completed) return received;
    if ((await client.outgoingPayment(payment, token)).failed) throw new Error('the outgoing payment failed');
    await sleep(POLL_MS);
  }
  throw new Error('not settled before the deadline');
}

/** The interaction reference of a finish redirect, after its hash was verified. */
export function checkedInteractRef(back: URL, nonce: string, pending: PendingGrant, grantEndpoint: string): string {
  const ref = back.searchParams.get('interact_ref');
  const hash = back.searchParams.get('hash');
  if (ref === null || hash === null) throw new Error(`no consent: ${back.search}`);
  const base = [nonce, pending.interact.finish, ref, grantEndpoint].join('\n');
  const expected = createHash('sha256').update(base).digest();
  const given = Buffer.from(hash, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('wrong interaction hash');
  return ref;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
