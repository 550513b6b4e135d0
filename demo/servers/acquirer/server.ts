import { connectorOf } from '../connector/shared-connector.ts';
import type { ServerDefinition } from '../server.ts';
import type { AcquirerHelpers } from './acquirer-helpers.ts';
import { createAcquirer } from './acquirer.ts';
import { ACQUIRER } from './merchants.ts';

/** The acquirer's part of the world's options. */
export interface AcquirerOptions {
  readonly timing?: {
    /** Milliseconds before a failed webhook is sent again; doubles each time, up to a minute. */
    readonly webhookMs?: number;
  };
}

const WEBHOOK_MS = 500;

/** The merchants' bank, which creates invoices and receives their payments. */
export const acquirerServer: ServerDefinition<typeof ACQUIRER, { readonly acquirer: AcquirerHelpers }, AcquirerOptions, never> = {
  name: ACQUIRER,
  hosts: [ACQUIRER],
  async start(world) {
    const { app, payee, helpers, webhooks } = await createAcquirer({
      ...world,
      connector: connectorOf(world),
      // The webhook URL of every merchant of the demo.
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
