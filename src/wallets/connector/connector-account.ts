import type { Asset } from '../../model/amount.ts';

/** How an account at a connector is reached: BTP over a `wss:` URL, or ILP over HTTP at an `https:` one. */
export type UplinkProtocol = 'btp' | 'http';

/** A linked account at a connector, from which Tender pushes payments by itself. Shown to the user; nothing in it is secret. */
export interface LinkedUplink {
  /** `uplink:` and a random UUID: a wallet's id like any other. */
  readonly id: string;
  readonly protocol: UplinkProtocol;
  readonly url: string;
  /** The account's name at the connector, where it asks for one. */
  readonly name?: string;
  /** The ILP address and the asset that the connector told (IL-DCP, IL-RFC 31). */
  readonly address: string;
  readonly asset: Asset;
  readonly linkedAt: number;
}

/** The account's secret, wrapped. The key is a handle that WebCrypto never lets out. */
export interface WrappedSecret {
  readonly key: CryptoKey;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** An uplink as it is stored. */
export interface StoredUplink extends LinkedUplink {
  readonly secret: WrappedSecret;
}

/** Wraps a secret under a fresh AES-GCM key that cannot be exported. */
export async function wrapSecret(secret: string): Promise<WrappedSecret> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(secret)));
  return { key, iv, sealed };
}

/** Opens a wrapped secret. Rejects for one that was changed. */
export async function openSecret({ key, iv, sealed }: WrappedSecret): Promise<string> {
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
}
