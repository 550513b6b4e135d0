import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Hono } from 'hono';
import type { ServerEnv } from '../../http/raw-request.ts';
import { openLiquidity } from './liquidity.ts';
import { BtpServer, isSecret, type Owner } from './btp-server.ts';
import { uplinkAccounts, uplinkLedgerId } from './uplink-accounts.ts';
import { UplinkRoute, type UplinkRouteParts } from './uplink-route.ts';

/** The connector's accounts for their owners. */
export interface UplinkHost {
  readonly app: Hono<ServerEnv>;
  /** BTP requires a WebSocket. */
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Opens the accounts and both kinds of uplink: BTP over WebSocket, and ILP over HTTP (IL-RFC 35, synchronous). */
export function createUplink(parts: UplinkRouteParts): UplinkHost {
  const owners = new Map<string, Owner>();
  for (const account of uplinkAccounts) {
    const { asset } = account;
    parts.ledger.openFunded(uplinkLedgerId(account), asset, account.opening);
    openLiquidity(parts.ledger, asset);
    owners.set(account.user, { account, route: new UplinkRoute(account, parts) });
  }
  const btp = new BtpServer((user) => owners.get(user));
  return {
    app: createApp(owners),
    upgrade: (message, socket, head) => btp.upgrade(message, socket, head),
    close: () => btp.close(),
  };
}

function createApp(owners: ReadonlyMap<string, Owner>): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.post('/accounts/:user/ilp', async (c) => {
    const owner = owners.get(c.req.param('user'));
    if (!owner) return c.text('no such account', 404);
    const secret = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (secret === undefined || !isSecret(secret, owner.account.secret)) {
      return c.text('unauthorized', 401, { 'www-authenticate': 'Bearer' });
    }
    if (c.req.header('content-type') !== 'application/octet-stream') return c.text('not a packet', 415);
    try {
      const reply = await owner.route.send(Buffer.from(c.env.raw.bytes));
      return c.body(Uint8Array.from(reply), 200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
    } catch {
      return c.text('not a packet', 400);
    }
  });
  app.notFound((c) => c.text('there is nothing here', 404));
  return app;
}
