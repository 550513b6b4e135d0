import type { PasskeyAssertion, PasskeyRegistration } from '../../src/messages/passkey.ts';
import { toBase64url } from '../../src/controllers/security/bytes.ts';

export const ORIGIN = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';

/** Wrong values of an authenticator or a browser. */
export interface Lies {
  readonly type?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  readonly challenge?: Uint8Array;
  readonly flags?: number;
  readonly counter?: number;
  readonly party?: string;
  readonly id?: string;
}

/** A minimal software authenticator (WebAuthn, section 6). */
export class SoftPasskey {
  readonly id = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
  readonly #keys: CryptoKeyPair;
  readonly #algorithm: -7 | -8;
  #counter = 0;

  private constructor(keys: CryptoKeyPair, algorithm: -7 | -8) {
    this.#keys = keys;
    this.#algorithm = algorithm;
  }

  static async make(algorithm: -7 | -8): Promise<SoftPasskey> {
    const kind = algorithm === -8 ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' };
    const keys = await crypto.subtle.generateKey(kind, true, ['sign', 'verify']);
    if (!('privateKey' in keys)) throw new TypeError('a pair was asked for');
    return new SoftPasskey(keys, algorithm);
  }

  async register(challenge: Uint8Array, lies: Lies = {}): Promise<PasskeyRegistration> {
    const id = Uint8Array.from(atob(this.id.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.codePointAt(0) ?? 0);
    const credential = [...new Uint8Array(16), 0, id.length, ...id, 0xa0];
    return {
      id: lies.id ?? this.id,
      clientData: toBase64url(clientData('webauthn.create', challenge, lies)),
      authenticatorData: toBase64url(new Uint8Array([...(await this.#data(0x45, lies)), ...credential])),
      publicKey: toBase64url(new Uint8Array(await crypto.subtle.exportKey('spki', this.#keys.publicKey))),
      algorithm: this.#algorithm,
    };
  }

  async sign(challenge: Uint8Array, lies: Lies = {}): Promise<PasskeyAssertion> {
    this.#counter += 1;
    const client = clientData('webauthn.get', challenge, lies);
    const data = await this.#data(0x05, lies);
    const signed = new Uint8Array([...data, ...(await sha256(client))]);
    const how = this.#algorithm === -8 ? 'Ed25519' : { name: 'ECDSA', hash: 'SHA-256' };
    const raw = new Uint8Array(await crypto.subtle.sign(how, this.#keys.privateKey, signed));
    return {
      id: lies.id ?? this.id,
      clientData: toBase64url(client),
      authenticatorData: toBase64url(data),
      signature: toBase64url(this.#algorithm === -8 ? raw : toDer(raw)),
    };
  }

  async #data(flags: number, lies: Lies): Promise<Uint8Array> {
    const counter = new DataView(new ArrayBuffer(4));
    counter.setUint32(0, lies.counter ?? this.#counter);
    const party = await sha256(new TextEncoder().encode(lies.party ?? ORIGIN));
    return new Uint8Array([...party, lies.flags ?? flags, ...new Uint8Array(counter.buffer)]);
  }
}

function clientData(type: string, challenge: Uint8Array, lies: Lies): Uint8Array<ArrayBuffer> {
  const { origin = ORIGIN, crossOrigin = false } = lies;
  const facts = { type: lies.type ?? type, challenge: toBase64url(lies.challenge ?? challenge), origin, crossOrigin };
  return new TextEncoder().encode(JSON.stringify(facts));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** ASN.1 of both integers: without leading zeros, except one that prevents a negative number. */
export function toDer(raw: Uint8Array): Uint8Array {
  const integer = (half: Uint8Array) => {
    const first = half.findIndex((byte) => byte !== 0);
    const bytes = first < 0 ? [0] : Array.from(half.subarray(first));
    const plain = (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes;
    return [0x02, plain.length, ...plain];
  };
  const body = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))];
  return new Uint8Array([0x30, body.length, ...body]);
}
