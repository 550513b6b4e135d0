import type { SigningKey } from '../../client/key.ts';
import { OpenPaymentsClient, RequestFailed } from '../../client/open-payments-client.ts';
import type { IncomingPayment, WalletAddress } from '../../client/wire.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import { amountOf, type Asset } from '../../money/amount.ts';

/** The shop's client for its wallet: creates incoming payments and reads their state. */
export class Cashier {
  readonly #client: OpenPaymentsClient;
  readonly #address: string;
  #wallet: Promise<WalletAddress> | undefined;
  #token: Promise<string> | undefined;

  constructor(fetch: WorldFetch, key: SigningKey, walletAddress: string) {
    this.#client = new OpenPaymentsClient(fetch, key, { walletAddress });
    this.#address = walletAddress;
  }

  async request(asset: Asset, value: bigint, fields: { expiresAt?: string; metadata?: object } = {}): Promise<string> {
    const wallet = await this.#walletAddress();
    const incomingAmount = amountOf(value, asset);
    const payment = await this.#withToken((token) => this.#client.createIncomingPayment(wallet, token, { incomingAmount, ...fields }));
    return payment.id;
  }

  read(url: string): Promise<IncomingPayment> {
    return this.#withToken((token) => this.#client.incomingPayment(url, token));
  }

  /** Whether a URL is an incoming payment at the shop's own wallet. Its token is sent nowhere else. */
  async mayRead(url: string): Promise<boolean> {
    const { resourceServer } = await this.#walletAddress();
    return url.startsWith(`${resourceServer}/incoming-payments/`);
  }

  /** Completes an incoming payment before it is paid in full. */
  async complete(url: string): Promise<void> {
    const response = await this.#withToken((token) => this.#client.send({ method: 'POST', url: `${url}/complete`, token }));
    if (!response.ok) throw new RequestFailed({ method: 'POST', url }, response.status, await response.text());
  }

  // A token lasts ten minutes. After it expires, the next call requests a new one.
  async #withToken<T>(work: (token: string) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#accessToken());
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.status !== 403) throw error;
      this.#token = undefined;
      return work(await this.#accessToken());
    }
  }

  #walletAddress(): Promise<WalletAddress> {
    this.#wallet ??= this.#client.walletAddress(this.#address).catch((error: unknown) => {
      this.#wallet = undefined;
      throw error;
    });
    return this.#wallet;
  }

  #accessToken(): Promise<string> {
    this.#token ??= this.#newToken().catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  async #newToken(): Promise<string> {
    const { authServer, id: identifier } = await this.#walletAddress();
    const access = [{ type: 'incoming-payment', actions: ['create', 'read-all', 'complete'], identifier }];
    return (await this.#client.grant(authServer, access)).access_token.value;
  }
}
