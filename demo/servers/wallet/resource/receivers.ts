import { createKey } from '../../../client/key.ts';
import { OpenPaymentsClient, RequestFailed } from '../../../client/open-payments-client.ts';
import type { IlpMethod, IncomingPayment } from '../../../client/wire.ts';
import type { WorldFetch } from '../../../http/world-fetch.ts';

const receiverPattern = /^https?:\/\/.+\/incoming-payments\/.+$/;

/** An incoming payment that can be paid. */
export interface PayableReceiver {
  readonly payment: IncomingPayment;
  readonly method: IlpMethod;
}

/** Reads incoming payments of every server, its own included, over HTTP like every client. */
export class Receivers {
  readonly #client: OpenPaymentsClient;
  readonly #tokens = new Map<string, string>();

  constructor(fetch: WorldFetch) {
    const key = createKey();
    this.#client = new OpenPaymentsClient(fetch, key, { jwk: key.jwk });
  }

  /** All fields of the incoming payment; undefined if it is not readable. */
  async read(url: string): Promise<IncomingPayment | undefined> {
    if (!receiverPattern.test(url)) return undefined;
    try {
      const authServer = await this.#client.receiverAuthServer(url);
      return await this.#readWithToken(url, authServer);
    } catch {
      return undefined;
    }
  }

  /** The incoming payment if it accepts money and can be paid over ILP. */
  async payable(url: string): Promise<PayableReceiver | undefined> {
    const payment = await this.read(url);
    if (!payment || payment.completed || payment.id !== url) return undefined;
    if (payment.expiresAt !== undefined && Date.parse(payment.expiresAt) <= Date.now()) return undefined;
    const method = payment.methods?.find(({ type }) => type === 'ilp');
    return method && { payment, method };
  }

  async #readWithToken(url: string, authServer: string): Promise<IncomingPayment> {
    const known = this.#tokens.get(authServer);
    if (known !== undefined) {
      try {
        return await this.#client.incomingPayment(url, known);
      } catch (error) {
        if (!(error instanceof RequestFailed) || error.status !== 403) throw error;
        this.#tokens.delete(authServer);
      }
    }
    const access = [{ type: 'incoming-payment', actions: ['read-all'] }];
    const { access_token: token } = await this.#client.grant(authServer, access);
    this.#tokens.set(authServer, token.value);
    return this.#client.incomingPayment(url, token.value);
  }
}
