import { createHash, createHmac } from 'node:crypto';
import * as secp256k1 from '@noble/secp256k1';
import { canonicalJson } from './canonical-json.ts';

secp256k1.hashes.sha256 = (message) => new Uint8Array(createHash('sha256').update(message).digest());
secp256k1.hashes.hmacSha256 = (key, message) => new Uint8Array(createHmac('sha256', key).update(message).digest());

const SIGNATURE = /^[0-9a-f]{128}1[bc]$/;
const PUBLIC_KEY = /^[0-9a-f]{128}$/;
const SECRET_KEY = /^[0-9a-f]{64}$/;
/** `v` is the recovery bit plus this. */
const V_OFFSET = 27;

/** A fresh secret key, in hex. */
export function createSecretKey(): string {
  return toHex(secp256k1.utils.randomSecretKey());
}

/** The public key as metadata has it: x and y in hex, without the leading 04. */
export function publicKeyOf(secretKey: string): string {
  return toHex(secp256k1.getPublicKey(secretBytes(secretKey), false)).slice(2);
}

/** r, s and v in hex: ECDSA over SHA-256 of the text, with a low s. */
export function signText(text: string, secretKey: string): string {
  const bytes = secp256k1.sign(utf8(text), secretBytes(secretKey), { format: 'recovered', extraEntropy: false });
  const v = V_OFFSET + (bytes[0] ?? 0);
  return toHex(bytes.subarray(1)) + v.toString(16);
}

/** Signs the canonical JSON of an object. */
export function signObject(value: unknown, secretKey: string): string {
  return signText(canonicalJson(value), secretKey);
}

/** Whether a text was signed by a key. A high s or a wrong v is no signature: it would be a second one for the same text. */
export function isSignedText(text: string, signature: string, publicKey: string): boolean {
  if (!SIGNATURE.test(signature) || !PUBLIC_KEY.test(publicKey)) return false;
  const message = utf8(text);
  const compact = fromHex(signature.slice(0, 128));
  const recovered = Uint8Array.of(Number.parseInt(signature.slice(128), 16) - V_OFFSET, ...compact);
  try {
    if (!secp256k1.verify(compact, message, fromHex(`04${publicKey}`))) return false;
    return toHex(secp256k1.recoverPublicKey(recovered, message, { isCompressed: false })) === `04${publicKey}`;
  } catch {
    return false;
  }
}

/** Whether the canonical JSON of an object was signed by a key. */
export function isSignedObject(value: unknown, signature: string, publicKey: string): boolean {
  return isSignedText(canonicalJson(value), signature, publicKey);
}

/** The other signature that the curve allows for the same text: s is replaced by n − s. For servers that misbehave. */
export function withHighS(signature: string): string {
  const { n } = secp256k1.Point.CURVE();
  const s = n - BigInt(`0x${signature.slice(64, 128)}`);
  return signature.slice(0, 64) + s.toString(16).padStart(64, '0') + (signature.endsWith('1b') ? '1c' : '1b');
}

/** The same signature with the other recovery bit. For servers that misbehave. */
export function withWrongV(signature: string): string {
  return signature.slice(0, 128) + (signature.endsWith('1b') ? '1c' : '1b');
}

function secretBytes(secretKey: string): Uint8Array {
  if (!SECRET_KEY.test(secretKey)) throw new TypeError('a secret key has 64 hex digits');
  return fromHex(secretKey);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
