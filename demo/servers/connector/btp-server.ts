import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Type, type ProtocolData, deserialize, serializeError, serializeResponse } from 'btp-packet';
import { WebSocketServer, type WebSocket } from 'ws';
import type { UplinkAccount } from './uplink-accounts.ts';
import type { UplinkRoute } from './uplink-route.ts';

/** Maximum milliseconds before a new socket authenticates. */
const AUTH_MS = 5_000;
const MAX_MESSAGE_BYTES = 64 * 1_024;
const PATH = /^\/accounts\/([a-z]+)\/ilp\/btp$/;
/** WebSocket close code "policy violation". */
const UNAUTHORIZED = 1_008;

interface Message {
  readonly type: Type;
  readonly requestId: number;
  readonly protocols: readonly ProtocolData[];
}

export interface Owner {
  readonly account: UplinkAccount;
  readonly route: UplinkRoute;
}

/** The connector's side of BTP 2.0 (IL-RFC 23): one account for each socket, authenticated by the first message. */
export class BtpServer {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  readonly #ownerOf: (user: string) => Owner | undefined;

  constructor(ownerOf: (user: string) => Owner | undefined) {
    this.#ownerOf = ownerOf;
  }

  /** Handles a socket that requests an upgrade; closes it if its path is not an account's. */
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    const owner = this.#ownerOf(PATH.exec(message.url ?? '')?.[1] ?? '');
    if (!owner) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(message, socket, head, (opened) => serve(opened, owner));
  }

  /** Closes every connection. */
  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

function serve(socket: WebSocket, owner: Owner): void {
  let isKnown = false;
  const timer = setTimeout(() => socket.terminate(), AUTH_MS);
  socket.on('close', () => clearTimeout(timer));
  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    const packet = Buffer.isBuffer(data) ? parse(data) : undefined;
    if (!packet) return socket.terminate();
    if (isKnown) {
      void answer(packet, owner.route).then((reply) => reply && socket.send(reply));
      return;
    }
    isKnown = isAuth(packet, owner.account);
    if (isKnown) {
      clearTimeout(timer);
      socket.send(serializeResponse(packet.requestId, []));
      return;
    }
    socket.send(fault(packet.requestId, 'NotAcceptedError'));
    socket.close(UNAUTHORIZED);
  });
}

/** Undefined for responses: the connector sends no requests. */
async function answer(packet: Message, route: UplinkRoute): Promise<Buffer | undefined> {
  if (packet.type !== Type.TYPE_MESSAGE) return undefined;
  const asked = packet.protocols.find(({ protocolName }) => protocolName === 'ilp');
  if (!asked) return serializeResponse(packet.requestId, []);
  try {
    const reply = await route.send(asked.data);
    return serializeResponse(packet.requestId, [{ protocolName: 'ilp', contentType: 0, data: reply }]);
  } catch {
    return fault(packet.requestId, 'InvalidFieldsError');
  }
}

function isAuth(packet: Message, { user, secret }: UplinkAccount): boolean {
  if (packet.type !== Type.TYPE_MESSAGE) return false;
  const fields = new Map(packet.protocols.map(({ protocolName, data }) => [protocolName, data.toString()]));
  const isUser = !fields.has('auth_username') || fields.get('auth_username') === user;
  return packet.protocols[0]?.protocolName === 'auth' && isUser && isSecret(fields.get('auth_token') ?? '', secret);
}

/** Compares in constant time. */
export function isSecret(candidate: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(candidate), digest(secret));
}

function fault(requestId: number, name: string): Buffer {
  return serializeError({ code: 'F00', name, triggeredAt: new Date().toISOString(), data: '' }, requestId, []);
}

function parse(bytes: Buffer): Message | undefined {
  try {
    const { type, requestId, data } = deserialize(bytes);
    return { type, requestId, protocols: data.protocolData };
  } catch {
    return undefined;
  }
}
