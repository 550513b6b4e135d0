import * as v from 'valibot';
import type { WorldFetch } from '../http/world-fetch.ts';
import type { SigningKey } from './key.ts';
import { signedFetch, type SignedRequest } from './signed-fetch.ts';
import {
  grantSchema,
  incomingPaymentSchema,
  pendingGrantSchema,
  publicIncomingPaymentSchema,
  walletAddressSchema,
  type Grant,
  type IncomingPayment,
  type PendingGrant,
  type WalletAddress,
} from './wire.ts';

/** A server's response is not what was requested. */
export class RequestFailed extends Error {
  override name = 'RequestFailed';
  readonly status: number;
  readonly body: string;

  constructor(request: { method: string; url: string }, status: number, body: string) {
    super(`${request.method} ${request.url}: ${status} ${body.slice(0, 300)}`);
    this.status = status;
    this.body = body;
  }
}

/** Who signs: a wallet address whose key is registered, or a bare key (directed identity). */
export type ClientIdentity = string | { walletAddress: string } | { jwk: SigningKey['jwk'] };

/** The calls that every Open Payments client of the demo needs; the bare client adds the shopper's. */
export class OpenPaymentsClient {
  readonly fetch: WorldFetch;
  readonly key: SigningKey;
  readonly identity: ClientIdentity;

  constructor(fetch: WorldFetch, key: SigningKey, identity: ClientIdentity) {
    this.fetch = fetch;
    this.key = key;
    this.identity = identity;
  }

  /** Sends a signed request and parses its JSON response. */
  async call<Schema extends v.GenericSchema<unknown, unknown>>(schema: Schema, request: SignedRequest): Promise<v.InferOutput<Schema>> {
    return parseReply(schema, request, await this.send(request));
  }

  /** Sends a signed request and returns the response. */
  send(request: SignedRequest): Promise<Response> {
    return signedFetch(this.fetch, this.key, request);
  }

  async walletAddress(url: string): Promise<WalletAddress> {
    const response = await this.fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual' });
    return parseReply(walletAddressSchema, { method: 'GET', url }, response);
  }

  grant(authServer: string, access: readonly object[]): Promise<Grant> {
    const body = { access_token: { access }, client: this.identity };
    return this.call(grantSchema, { method: 'POST', url: authServer, body });
  }

  interactiveGrant(authServer: string, access: readonly object[], finish: { uri: string; nonce: string }): Promise<PendingGrant> {
    const interact = { start: ['redirect'], finish: { method: 'redirect', ...finish } };
    const body = { access_token: { access }, client: this.identity, interact };
    return this.call(pendingGrantSchema, { method: 'POST', url: authServer, body });
  }

  createIncomingPayment(
    wallet: WalletAddress,
    token: string,
    fields: { incomingAmount?: object; expiresAt?: string; metadata?: object },
  ): Promise<IncomingPayment> {
    const url = `${wallet.resourceServer}/incoming-payments`;
    const body = { walletAddress: wallet.id, ...fields };
    return this.call(incomingPaymentSchema, { method: 'POST', url, token, body });
  }

  incomingPayment(url: string, token: string): Promise<IncomingPayment> {
    return this.call(incomingPaymentSchema, { method: 'GET', url, token });
  }

  /** The authorization server in a payment's public fields. */
  async receiverAuthServer(url: string): Promise<string> {
    const response = await this.fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual' });
    return (await parseReply(publicIncomingPaymentSchema, { method: 'GET', url }, response)).authServer;
  }
}

/** Parses a successful JSON response; throws `RequestFailed` with the text of any other. */
export async function parseReply<Schema extends v.GenericSchema<unknown, unknown>>(
  schema: Schema,
  request: { method: string; url: string },
  response: Response,
): Promise<v.InferOutput<Schema>> {
  const text = await response.text();
  if (!response.ok) throw new RequestFailed(request, response.status, text);
  return v.parse(schema, JSON.parse(text));
}
