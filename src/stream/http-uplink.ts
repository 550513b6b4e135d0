import type { Bytes } from './bytes.ts';
import { type Uplink, UplinkError } from './uplink.ts';

export interface HttpUplinkOptions {
  /** The URL to which packets are posted, such as `https://connector.example/accounts/carla/ilp`. Contains no secret. */
  readonly url: string;
  readonly secret: string;
  readonly fetch: typeof globalThis.fetch;
}

/** Twice the largest ILP packet. */
const MAX_REPLY_BYTES = 64 * 1_024;

/** ILP over HTTP (IL-RFC 35), synchronous: the reply packet is the response's body. */
export class HttpUplink implements Uplink {
  readonly #options: HttpUplinkOptions;
  readonly #closing = new AbortController();

  constructor(options: HttpUplinkOptions) {
    this.#options = options;
  }

  async send(prepare: Bytes, signal: AbortSignal): Promise<Uint8Array> {
    if (this.#closing.signal.aborted) throw new UplinkError('closed', { isUnsent: true });
    signal.throwIfAborted();
    try {
      return await this.#post(prepare, AbortSignal.any([signal, this.#closing.signal]));
    } catch (error) {
      if (error instanceof UplinkError) throw error;
      signal.throwIfAborted();
      throw new UplinkError(this.#closing.signal.aborted ? 'closed' : 'unreachable', { isUnsent: false, cause: error });
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #post(body: Bytes, signal: AbortSignal): Promise<Uint8Array> {
    const { url, secret, fetch } = this.#options;
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/octet-stream', accept: 'application/octet-stream' },
      body,
      signal,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    if (response.ok) return await readBounded(response);
    await response.body?.cancel();
    // With such a status the server did not accept the packet, except 408. With every other status it may have been forwarded (IL-RFC 35).
    const isUnsent = response.status >= 400 && response.status < 500 && response.status !== 408;
    throw new UplinkError(response.status === 401 || response.status === 403 ? 'unauthorized' : 'refused', { isUnsent });
  }
}

async function readBounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.length;
    chunks.push(part.value);
    if (size <= MAX_REPLY_BYTES) continue;
    await reader?.cancel();
    throw new UplinkError('refused', { isUnsent: false });
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
