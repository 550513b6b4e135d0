import type { Bytes } from './bytes.ts';
import { isIlpAddress } from './ilp-packet.ts';

/** The address and the shared secret that a receiver gives only to the payer. */
export interface StreamCredentials {
  readonly ilpAddress: string;
  /** 32 bytes. */
  readonly sharedSecret: Uint8Array;
}

/** Base64 of 32 bytes, in the standard or the URL alphabet, with or without padding. */
const SECRET = /^[A-Za-z0-9+/_-]{43}=?$/;

/** Parses the credentials of invoices and incoming payments; undefined for an invalid address or secret. */
export function parseCredentials(ilpAddress: string, sharedSecret: string): StreamCredentials | undefined {
  if (!isIlpAddress(ilpAddress) || !SECRET.test(sharedSecret)) return undefined;
  return { ilpAddress, sharedSecret: fromBase64(sharedSecret) };
}

function fromBase64(text: string): Bytes {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.codePointAt(0) ?? 0);
}
