import type { PasskeyAssertion, PasskeyRegistration } from '../../messages/passkey.ts';
import { TenderError } from '../../model/errors.ts';
import type { Passkey } from '../../storage/safety.ts';
import { fromBase64url, sameBytes, toBase64url } from './bytes.ts';
import { ecdsaFromDer } from './der.ts';

/** What an answer must be about. */
export interface Expected {
  readonly challenge: Uint8Array;
  /** Origin of the extension's own pages. */
  readonly origin: string;
}

/** WebAuthn, section 6.1: flags of the authenticator data. */
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

/**
 * Checks a passkey's answer (WebAuthn, section 7.2), without help from the page that asked for it.
 * @returns the passkey with its new counter.
 * @throws {TenderError} `refused` for anything but this passkey's own signature over this very challenge by a verified person.
 */
export async function verifyAssertion(passkey: Passkey, assertion: PasskeyAssertion, expected: Expected): Promise<Passkey> {
  if (assertion.id !== passkey.id) throw no('another passkey');
  const clientData = fromBase64url(assertion.clientData);
  checkClientData(clientData, 'webauthn.get', expected);
  const data = fromBase64url(assertion.authenticatorData);
  const { rpIdHash, counter } = readAuthenticatorData(data, 0);
  if (toBase64url(rpIdHash) !== passkey.rpIdHash) throw no('another relying party');
  // A counter that stands still or goes back is a copy's; passkeys that are copied on purpose count nothing and say 0.
  if ((counter !== 0 || passkey.counter !== 0) && counter <= passkey.counter) throw no('counter');
  const signed = new Uint8Array([...data, ...(await sha256(clientData))]);
  if (!(await isSignedBy(passkey, signed, fromBase64url(assertion.signature)))) throw no('signature');
  return { ...passkey, counter };
}

/**
 * Checks a new passkey (WebAuthn, section 7.1). There is no attestation: which maker's it is does not matter.
 * @throws {TenderError} `refused`.
 */
export async function verifyRegistration(registration: PasskeyRegistration, expected: Expected, addedAt: number): Promise<Passkey> {
  const { id, publicKey, algorithm } = registration;
  if (algorithm !== -7 && algorithm !== -8) throw no('algorithm');
  checkClientData(fromBase64url(registration.clientData), 'webauthn.create', expected);
  const data = fromBase64url(registration.authenticatorData);
  const { rpIdHash, counter } = readAuthenticatorData(data, HAS_CREDENTIAL);
  // Section 6.5.1: the id's length stands behind the counter and 16 bytes that name the model.
  const length = new DataView(data.buffer).getUint16(53);
  if (toBase64url(data.slice(55, 55 + length)) !== id) throw no('credential id');
  // Chromium takes the whole origin of an extension for its relying party; other browsers may take the host.
  const parties = await Promise.all([expected.origin, new URL(expected.origin).host].map((name) => sha256(new TextEncoder().encode(name))));
  if (!parties.some((party) => sameBytes(party, rpIdHash))) throw no('another relying party');
  const passkey: Passkey = { id, publicKey, algorithm, rpIdHash: toBase64url(rpIdHash), counter, addedAt };
  await importKey(passkey).catch(() => {
    throw no('public key');
  });
  return passkey;
}

function checkClientData(bytes: Uint8Array, type: string, { challenge, origin }: Expected): void {
  const data: unknown = parse(new TextDecoder().decode(bytes));
  if (typeof data !== 'object' || data === null) throw no('client data');
  if (Reflect.get(data, 'type') !== type) throw no('type');
  if (Reflect.get(data, 'origin') !== origin || Reflect.get(data, 'crossOrigin') === true) throw no('origin');
  if (Reflect.get(data, 'challenge') !== toBase64url(challenge)) throw no('challenge');
}

function readAuthenticatorData(data: Uint8Array, needed: number): { rpIdHash: Uint8Array; counter: number } {
  if (data.length < (needed === HAS_CREDENTIAL ? 55 : 37)) throw no('authenticator data');
  const all = USER_PRESENT | USER_VERIFIED | needed;
  if (((data[32] ?? 0) & all) !== all) throw no('nobody verified');
  return { rpIdHash: data.slice(0, 32), counter: new DataView(data.buffer, data.byteOffset).getUint32(33) };
}

async function isSignedBy(passkey: Passkey, signed: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const key = await importKey(passkey);
  if (passkey.algorithm === -8) return crypto.subtle.verify('Ed25519', key, signature, signed);
  const raw = ecdsaFromDer(signature);
  return raw !== undefined && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw, signed);
}

function importKey({ publicKey, algorithm }: Passkey): Promise<CryptoKey> {
  const kind = algorithm === -8 ? 'Ed25519' : { name: 'ECDSA', namedCurve: 'P-256' };
  return crypto.subtle.importKey('spki', fromBase64url(publicKey), kind, false, ['verify']);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function no(what: string): TenderError {
  return new TenderError('refused', { params: { what } });
}
