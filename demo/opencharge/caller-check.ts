import * as v from 'valibot';
import type { RawRequest } from '../http/raw-request.ts';
import { Collection } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import type { Directory } from './directory.ts';
import { OpenChargeError } from './error.ts';
import { requestText } from './signed-request.ts';
import { isSignedText } from './signature.ts';
import { nowSeconds } from './wire.ts';

/** How far a caller's clock may be off. */
const TOLERANCE_SECONDS = 300;
/** Twice the tolerance: a request that is good until its last second is remembered until it is stale. */
const NONCE_SECONDS = 2 * TOLERANCE_SECONDS;

const headersSchema = v.object({
  'x-oc-id': v.pipe(v.string(), v.regex(/^(?:0|[1-9]\d{0,77})$/)),
  'x-oc-timestamp': v.pipe(v.string(), v.regex(/^\d{1,15}$/)),
  'x-oc-nonce': v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  'x-oc-signature': v.pipe(v.string(), v.maxLength(200)),
});

/** Finds out who calls a server: the signature is over the bytes as they came, and each nonce counts once. */
export class CallerCheck {
  readonly #directory: Directory;
  readonly #nonces: Collection<v.NumberSchema<undefined>>;
  readonly #db: Database;

  constructor(db: Database, server: string, directory: Directory) {
    this.#db = db;
    this.#directory = directory;
    this.#nonces = new Collection(db, `${server}/nonces`, v.number());
  }

  /** The caller's OCID. Throws `INVALID_SIGNATURE`, `TIMESTAMP_EXPIRED`, `NONCE_REUSED`, `UNKNOWN_OCID`, `METADATA_UNAVAILABLE`. */
  async callerOf(raw: RawRequest): Promise<string> {
    const headers = v.safeParse(headersSchema, raw.headers);
    if (!headers.success) throw new OpenChargeError('INVALID_SIGNATURE', 'the request carries no signature of the protocol');
    const { 'x-oc-id': ocid, 'x-oc-timestamp': timestamp, 'x-oc-nonce': nonce, 'x-oc-signature': signature } = headers.output;
    if (Math.abs(nowSeconds() - Number(timestamp)) > TOLERANCE_SECONDS) {
      throw new OpenChargeError('TIMESTAMP_EXPIRED', `the clock here says ${nowSeconds()}`);
    }
    const { pathname, search } = new URL(raw.url);
    const text = requestText({ ocid, timestamp, nonce, method: raw.method, path: pathname + search, body: raw.bytes });
    const isGenuine = await this.#directory.verifies(ocid, (publicKey) => isSignedText(text, signature, publicKey));
    if (!isGenuine) throw new OpenChargeError('INVALID_SIGNATURE', 'the request is not signed by its caller');
    this.#remember(ocid, nonce);
    return ocid;
  }

  /** Only of genuine requests, or strangers could use up the nonces of others. */
  #remember(ocid: string, nonce: string): void {
    const id = `${ocid}#${nonce}`;
    this.#db.transaction(() => {
      const seen = this.#nonces.get(id);
      if (seen !== undefined && nowSeconds() - seen <= NONCE_SECONDS) {
        throw new OpenChargeError('NONCE_REUSED', 'this nonce came before');
      }
      this.#nonces.put(id, ocid, nowSeconds());
    });
  }
}
