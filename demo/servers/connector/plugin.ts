import { serializeIldcpResponse } from 'ilp-protocol-ildcp';
import { Errors, deserializeIlpPrepare, errorToReject } from 'ilp-packet';
import type { Asset } from '../../money/amount.ts';

type DataHandler = (data: Buffer) => Promise<Buffer>;

const CONFIG_ADDRESS = 'peer.config';

/**
 * One end of a link to the connector, as ilp-protocol-stream requires it. Each STREAM endpoint has its own: the library keeps one data
 * handler for each plugin and disconnects it when a connection closes, so a shared one would stop with the first payment.
 */
export class Link {
  readonly #address: string;
  readonly #asset: Asset;
  readonly #forward: DataHandler;
  #handler: DataHandler | undefined;
  #underWay = 0;
  #sent = 0;

  constructor(address: string, asset: Asset, forward: DataHandler) {
    this.#address = address;
    this.#asset = asset;
    this.#forward = forward;
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }

  isConnected(): boolean {
    return true;
  }

  registerDataHandler(handler: DataHandler): void {
    this.#handler = handler;
  }

  deregisterDataHandler(): void {
    this.#handler = undefined;
  }

  /** A packet from the endpoint: to the connector, or a request for its own address and asset (IL-DCP). */
  sendData(data: Buffer): Promise<Buffer> {
    if (deserializeIlpPrepare(data).destination !== CONFIG_ADDRESS) return this.#pass(data);
    const { code: assetCode, scale: assetScale } = this.#asset;
    return Promise.resolve(serializeIldcpResponse({ clientAddress: this.#address, assetCode, assetScale }));
  }

  /** Number of packets that the endpoint has sent; undefined while one is in flight. */
  get restingAt(): number | undefined {
    return this.#underWay === 0 ? this.#sent : undefined;
  }

  /** A packet from the connector to the endpoint. */
  deliver(data: Buffer): Promise<Buffer> {
    return this.#handler?.(data) ?? Promise.resolve(unreachable(this.#address));
  }

  async #pass(data: Buffer): Promise<Buffer> {
    this.#underWay += 1;
    this.#sent += 1;
    try {
      return await this.#forward(data);
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** The reject packet of a hop without a route to the destination. */
export function unreachable(triggeredBy: string): Buffer {
  return errorToReject(triggeredBy, new Errors.UnreachableError('no route'));
}
