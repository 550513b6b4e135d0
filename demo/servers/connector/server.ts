import { corsMethods } from '../../http/cors.ts';
import type { ServerDefinition } from '../server.ts';
import { connectorOf } from './shared-connector.ts';
import { createUplink } from './uplink.ts';

/** The connector's part of the world's options. */
export interface ConnectorOptions {
  /**
   * Maximum amount of a packet from an account at the connector, in the account's smallest unit; by default the same as for the wallets.
   */
  readonly uplinkMaxPacket?: bigint;
}

/** The Interledger connector between the wallets, with its own accounts. */
export const connectorServer: ServerDefinition<'connector', object, ConnectorOptions, never> = {
  name: 'connector',
  hosts: ['connector'],
  start(world) {
    const connector = connectorOf(world);
    const uplink = createUplink({ ...world, connector, maxPacket: world.options.uplinkMaxPacket });
    return {
      apps: { connector: uplink.app },
      cors: corsMethods,
      upgrade: (message, socket, head) => uplink.upgrade(message, socket, head),
      close: async () => {
        await connector.close();
        uplink.close();
      },
    };
  },
};
