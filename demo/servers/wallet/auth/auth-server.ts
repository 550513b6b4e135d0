import { Hono, type Context } from 'hono';
import type { RawRequest, ServerEnv } from '../../../http/raw-request.ts';
import { replyToError } from '../errors.ts';
import type { Operation } from '../openapi.ts';
import { checkedReply } from '../replies.ts';
import type { WalletContext } from '../wallet-context.ts';
import { cancelGrant, continueGrant } from './continuation.ts';
import { requestGrant } from './grant-request.ts';
import { finishInteraction, startInteraction } from './interaction.ts';
import { revokeToken, rotateToken } from './token-management.ts';

type Work = (raw: RawRequest, c: Context<ServerEnv>) => Promise<Response>;

/** The authorization server: grants, continuation, tokens and interaction. */
export function authServer(wallet: WalletContext): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>({ strict: false });
  const on = (operation: Omit<Operation, 'spec'>, work: Work) => async (c: Context<ServerEnv>) => {
    const reply = await work(c.env.raw, c).catch(replyToError);
    return checkedReply(wallet, { spec: 'auth-server', ...operation }, c.env.raw, reply);
  };
  const id = (c: Context<ServerEnv>) => c.req.param('id') ?? '';

  app.post(
    wallet.layout.grantPath,
    on({ path: '/', method: 'post' }, (raw) => requestGrant(wallet, raw)),
  );
  app.post(
    '/continue/:id',
    on({ path: '/continue/{id}', method: 'post' }, (raw, c) => continueGrant(wallet, raw, id(c))),
  );
  app.delete(
    '/continue/:id',
    on({ path: '/continue/{id}', method: 'delete' }, (raw, c) => cancelGrant(wallet, raw, id(c))),
  );
  app.post(
    '/token/:id',
    on({ path: '/token/{id}', method: 'post' }, (raw, c) => rotateToken(wallet, raw, id(c))),
  );
  app.delete(
    '/token/:id',
    on({ path: '/token/{id}', method: 'delete' }, (raw, c) => revokeToken(wallet, raw, id(c))),
  );

  app.get('/interact/:id/:nonce', (c) => startInteraction(wallet, c, c.req.param('id'), c.req.param('nonce')));
  app.get('/interact/:id/:nonce/finish', (c) => finishInteraction(wallet, c, c.req.param('id'), c.req.param('nonce')));

  app.onError(replyToError);

  // A grant endpoint of another tenant, or of none.
  app.post('/:tenant?', () => Response.json({ error: { code: 'invalid_request', description: 'unknown tenant' } }, { status: 404 }));
  return app;
}
