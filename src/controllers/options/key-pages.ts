import type { PublicKey } from '../../wallets/open-payments/key.ts';
import { type KeyPage, keyPageOf } from '../../wallets/open-payments/key-page.ts';
import { providerOf } from '../../wallets/open-payments/providers.ts';

/** How the client calls itself on a wallet's key page. */
const CLIENT_NAME = 'Tender';

/** Asks a wallet address's host which key page it announces. */
export type AskKeyPage = (walletAddress: string) => Promise<string | undefined>;

/** Where each wallet takes a key. What hosts announce is asked for once in the worker's life, when a key is to be given. */
export class KeyPages {
  readonly #ask: AskKeyPage;
  /** By host; nothing while it is being asked. */
  readonly #announced = new Map<string, { readonly page: string | undefined } | undefined>();

  constructor(ask: AskKeyPage) {
    this.#ask = ask;
  }

  /** The wallet's key page; nothing while its host is being asked and the data file does not know it. @param onKnown called once the host has said. */
  of(address: string, key: PublicKey, onKnown: () => void): KeyPage | undefined {
    const { host } = new URL(address);
    if (!this.#announced.has(host)) void this.#read(address, host).then(onKnown);
    const announced = this.#announced.get(host);
    if (announced === undefined && providerOf(host) === undefined) return undefined;
    return keyPageOf(address, key, CLIENT_NAME, announced?.page);
  }

  async #read(address: string, host: string): Promise<void> {
    this.#announced.set(host, undefined);
    const page = await this.#ask(address).catch(() => undefined);
    this.#announced.set(host, { page });
  }
}
