import { connectorOf } from '../connector/shared-connector.ts';
import type { ServerDefinition } from '../server.ts';
import type { AcquirerHelpers } from './acquirer-helpers.ts';
import { createAcquirer } from './acquirer.ts';
import { ACQUIRER } from './merchants.ts';

/** What the acquirer reads of the world's options. */
export interface AcquirerOptions {
  readonly timing?: {
    /** Before a webhook that was not accepted is sent again; doubles each time, up to a minute. */
    readonly webhookMs?: number;
  };
}

const WEBHOOK_MS = 500;

/** The merchants' bank, which issues and collects invoices. */
export const acquirerServer: ServerDefinition<typeof ACQUIRER, { readonly acquirer: AcquirerHelpers }, AcquirerOptions, never> = {
  name: ACQUIRER,
  hosts: [ACQUIRER],
  async start(world) {
    const { app, payee, helpers, webhooks } = await createAcquirer({
      ...world,
      connector: connectorOf(world),
      // The address that every merchant of the demo registered.
      webhookUrl: `${world.hosts.origin('shop')}/webhooks/acquirer`,
      webhookMs: world.options.timing?.webhookMs ?? WEBHOOK_MS,
    });
    return {
      apps: { [ACQUIRER]: app },
      cors: 'GET,HEAD,POST,OPTIONS',
      payee,
      helpers: { acquirer: helpers },
      resume: () => webhooks.resume(),
      close: () => webhooks.close(),
    };
  },
};
