import type { Bytes } from './bytes.ts';
import { isIlpAddress } from './ilp-packet.ts';

/** What a receiver gives to the payer only: the address to send to and the shared secret. */
export interface StreamCredentials {
  readonly ilpAddress: string;
  /** 32 bytes. */
  readonly sharedSecret: Uint8Array;
}

/** Base64 of 32 bytes, in the standard alphabet with padding or in the URL's, with or without. */
const SECRET = /^[A-Za-z0-9+/_-]{43}=?$/;

/** Credentials as invoices and incoming payments write them; undefined for an address or a secret that cannot be one. */
export function parseCredentials(ilpAddress: string, sharedSecret: string): StreamCredentials | undefined {
  if (!isIlpAddress(ilpAddress) || !SECRET.test(sharedSecret)) return undefined;
  return { ilpAddress, sharedSecret: fromBase64(sharedSecret) };
}

function fromBase64(text: string): Bytes {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.codePointAt(0) ?? 0);
}
