import { type Bytes, randomBytes, utf8 } from './bytes.ts';
import { type BtpMessage, BtpType, ContentType, readBtp, writeBtp } from './btp-packet.ts';
import { type Uplink, UplinkError, type UplinkErrorKind } from './uplink.ts';

/** The used part of a WebSocket. The browser's WebSocket and Node packages have it. */
export interface Socket {
  binaryType: string;
  send(data: Bytes): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface BtpUplinkOptions {
  /** `wss:` URL. Contains no secret: the first message has it. */
  readonly url: string;
  readonly username?: string;
  readonly secret: string;
  /** Aborts opening the connection. */
  readonly signal: AbortSignal;
  /** Opens a socket; the platform's WebSocket by default. */
  readonly openSocket?: (url: string) => Socket;
}

interface Waiting {
  readonly resolve: (message: BtpMessage) => void;
  readonly reject: (error: UplinkError) => void;
}

const ILP = 'ilp';

/** BTP 2.0 over one WebSocket (IL-RFC 23). If the socket closes, the uplink ends; the caller opens another. */
export class BtpUplink implements Uplink {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #endedBy: UplinkErrorKind | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', () => this.#end('unreachable'));
    // The close event follows.
    socket.addEventListener('error', () => undefined);
  }

  /**
   * Opens the socket and authenticates at the connector.
   * @throws UplinkError `unreachable`, or `unauthorized` if the connector refuses the secret; the signal's reason.
   */
  static async open({ url, username, secret, signal, openSocket = openWebSocket }: BtpUplinkOptions): Promise<BtpUplink> {
    signal.throwIfAborted();
    const socket = openSocket(url);
    const uplink = new BtpUplink(socket);
    try {
      await opened(socket, signal);
      const reply = await uplink.#request(authMessage(secret, username), signal);
      if (reply.type !== BtpType.response) throw new UplinkError('unauthorized', { isUnsent: true });
      return uplink;
    } catch (error) {
      uplink.close();
      throw error;
    }
  }

  async send(prepare: Bytes, signal: AbortSignal): Promise<Uint8Array> {
    const reply = await this.#request([{ name: ILP, contentType: ContentType.octets, data: prepare }], signal);
    const packet = reply.type === BtpType.response ? reply.protocols.find(({ name }) => name === ILP) : undefined;
    // A connector that has forwarded the packet may also pass on a BTP error, so the packet may have been sent.
    if (!packet) throw new UplinkError('refused', { isUnsent: false });
    return packet.data;
  }

  close(): void {
    this.#end('closed');
    this.#socket.close();
  }

  async #request(protocols: BtpMessage['protocols'], signal: AbortSignal): Promise<BtpMessage> {
    signal.throwIfAborted();
    if (this.#endedBy) throw new UplinkError(this.#endedBy, { isUnsent: true });
    const requestId = this.#freshId();
    const { promise, resolve, reject } = withResolvers<BtpMessage>();
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiting.set(requestId, { resolve, reject });
    try {
      this.#write(writeBtp({ type: BtpType.message, requestId, protocols }));
      return await promise;
    } finally {
      this.#waiting.delete(requestId);
      signal.removeEventListener('abort', giveUp);
    }
  }

  #receive(data: unknown): void {
    const message = parse(data);
    if (!message) return;
    if (message.type === BtpType.response || message.type === BtpType.error) {
      this.#waiting.get(message.requestId)?.resolve(message);
      return;
    }
    // This side only sends: the connector's requests are refused.
    const error = { code: 'F00', name: 'NotAcceptedError' };
    try {
      this.#write(writeBtp({ type: BtpType.error, requestId: message.requestId, protocols: [], error }));
    } catch {
      // The socket is closing; its close event follows.
    }
  }

  #write(message: Bytes): void {
    try {
      this.#socket.send(message);
    } catch (cause) {
      throw new UplinkError('unreachable', { isUnsent: true, cause });
    }
  }

  #end(kind: UplinkErrorKind): void {
    this.#endedBy ??= kind;
    for (const { reject } of this.#waiting.values()) reject(new UplinkError(this.#endedBy, { isUnsent: false }));
    this.#waiting.clear();
  }

  #freshId(): number {
    const id = new DataView(randomBytes(4).buffer).getUint32(0);
    return this.#waiting.has(id) ? this.#freshId() : id;
  }
}

/** The first message (IL-RFC 23, "Authentication"). Its primary protocol is `auth`, with empty data. */
function authMessage(secret: string, username: string | undefined): BtpMessage['protocols'] {
  const text = (name: string, value: string) => ({ name, contentType: ContentType.text, data: utf8(value) });
  return [
    { name: 'auth', contentType: ContentType.octets, data: new Uint8Array() },
    ...(username === undefined ? [] : [text('auth_username', username)]),
    text('auth_token', secret),
  ];
}

function opened(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new UplinkError('unreachable', { isUnsent: true }));
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', fail);
    socket.addEventListener('close', fail);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Undefined if the data is not a BTP message: no request waits for it; the pending request ends through its signal. */
function parse(data: unknown): BtpMessage | undefined {
  if (!(data instanceof ArrayBuffer)) return undefined;
  try {
    return readBtp(new Uint8Array(data));
  } catch {
    return undefined;
  }
}

function openWebSocket(url: string): Socket {
  return new WebSocket(url);
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}
