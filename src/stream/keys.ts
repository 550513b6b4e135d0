import { type Bytes, randomBytes, utf8 } from './bytes.ts';
import { MalformedPacket, Writer } from './oer.ts';

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;

/** The keys of one connection, derived from its shared secret (IL-RFC 29, 4.1). Non-extractable. */
export class StreamKeys {
  readonly #encryption: CryptoKey;
  readonly #fulfillment: CryptoKey;

  private constructor(encryption: CryptoKey, fulfillment: CryptoKey) {
    this.#encryption = encryption;
    this.#fulfillment = fulfillment;
  }

  static async derive(sharedSecret: Uint8Array): Promise<StreamKeys> {
    const root = await hmacKey(Uint8Array.from(sharedSecret));
    const [encryption, fulfillment] = await Promise.all([
      hmac(root, utf8('ilp_stream_encryption')),
      hmac(root, utf8('ilp_stream_fulfillment')),
    ]);
    return new StreamKeys(
      await crypto.subtle.importKey('raw', encryption, 'AES-GCM', false, ['encrypt', 'decrypt']),
      await hmacKey(fulfillment),
    );
  }

  /** Writes nonce, tag and ciphertext: WebCrypto puts the tag last, STREAM puts it before the ciphertext. */
  async encrypt(text: Bytes): Promise<Bytes> {
    const iv = randomBytes(NONCE_LENGTH);
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.#encryption, text));
    return new Writer().octets(iv).octets(sealed.subarray(text.length)).octets(sealed.subarray(0, text.length)).bytes();
  }

  /** @throws MalformedPacket if it was not encrypted with this secret or was changed. */
  async decrypt(data: Uint8Array): Promise<Bytes> {
    const tagEnd = NONCE_LENGTH + TAG_LENGTH;
    const iv = data.slice(0, NONCE_LENGTH);
    const sealed = new Writer().octets(data.subarray(tagEnd)).octets(data.subarray(NONCE_LENGTH, tagEnd)).bytes();
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: Uint8Array.from(iv) }, this.#encryption, sealed));
    } catch (cause) {
      throw new MalformedPacket('not encrypted under the shared secret', { cause });
    }
  }

  /** The fulfillment of a packet with this data. Only the two ends of the connection can compute it. */
  fulfillmentOf(data: Bytes): Promise<Bytes> {
    return hmac(this.#fulfillment, data);
  }
}

/** The condition of a fulfillment: its SHA-256. */
export async function conditionOf(fulfillment: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', fulfillment));
}

function hmacKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, HMAC, false, ['sign']);
}

async function hmac(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
}
