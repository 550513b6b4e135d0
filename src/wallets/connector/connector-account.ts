import type { Asset } from '../../model/amount.ts';

/** Protocol of an account at a connector: BTP over a `wss:` URL, or ILP over HTTP at an `https:` URL. */
export type UplinkProtocol = 'btp' | 'http';

/** A linked account at a connector, from which the extension sends packets itself. Shown to the user; not secret. */
export interface LinkedUplink {
  /** `uplink:` and a random UUID. Used as a wallet id. */
  readonly id: string;
  readonly protocol: UplinkProtocol;
  readonly url: string;
  /** The account's name at the connector, if it requires one. */
  readonly name?: string;
  /** ILP address and asset from the connector (IL-DCP, IL-RFC 31). */
  readonly address: string;
  readonly asset: Asset;
  readonly linkedAt: number;
}

/** The account's wrapped secret. The key is non-extractable. */
export interface WrappedSecret {
  readonly key: CryptoKey;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** An uplink as it is stored. */
export interface StoredUplink extends LinkedUplink {
  readonly secret: WrappedSecret;
}

/** Wraps a secret with a new non-extractable AES-GCM key. */
export async function wrapSecret(secret: string): Promise<WrappedSecret> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(secret)));
  return { key, iv, sealed };
}

/** Unwraps a secret. Rejects if it was changed. */
export async function openSecret({ key, iv, sealed }: WrappedSecret): Promise<string> {
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
}
