import { Hono } from 'hono';
import type { ServerEnv } from '../../http/raw-request.ts';
import { checkedReply } from './replies.ts';
import type { WalletContext } from './wallet-context.ts';
import { accountByUser } from './accounts.ts';

const notFound = () => new Response('Not Found', { status: 404, headers: { 'content-type': 'text/plain' } });

/** The wallet address server: an address's owner and keys. */
export function walletAddressRoutes(wallet: WalletContext): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>({ strict: false });

  app.get('/:user/jwks.json', async (c) => {
    const account = accountByUser(wallet.layout.name, c.req.param('user'));
    if (!account) {
      // Existing wallets delay the response for an unknown address.
      await new Promise((resolve) => setTimeout(resolve, wallet.timing.unknownKeysMs));
      return notFound();
    }
    const removed = wallet.faults.take('key-removed', c.env.raw);
    const keys = removed ? [] : wallet.keys.list(account.user);
    const operation = { spec: 'wallet-address-server', path: '/jwks.json', method: 'get' } as const;
    return checkedReply(wallet, operation, c.env.raw, Response.json({ keys }));
  });

  app.get('/:user', async (c) => {
    const account = accountByUser(wallet.layout.name, c.req.param('user'));
    if (!account) return notFound();
    // A browser that navigates here gets an explanation.
    if (c.req.header('accept')?.includes('text/html')) {
      return new Response('Not Acceptable', { status: 406, headers: { 'content-type': 'text/plain' } });
    }
    const { publicName, asset } = account;
    const reply = Response.json({
      id: wallet.urls.walletAddress(account),
      ...(publicName === undefined ? {} : { publicName }),
      assetCode: asset.code,
      assetScale: asset.scale,
      authServer: wallet.urls.authServer,
      resourceServer: wallet.urls.resourceServer,
    });
    const operation = { spec: 'wallet-address-server', path: '/', method: 'get' } as const;
    return checkedReply(wallet, operation, c.env.raw, reply);
  });

  return app;
}
