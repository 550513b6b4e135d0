import { corsMethods } from '../../http/cors.ts';
import type { ServerDefinition } from '../server.ts';
import { connectorOf } from './shared-connector.ts';
import { createUplink } from './uplink.ts';

/** What the connector reads of the world's options. */
export interface ConnectorOptions {
  /** The maximum amount of a packet from an account at the connector, in the account's smallest unit; as for the wallets without it. */
  readonly uplinkMaxPacket?: bigint;
}

/** The Interledger connector between the wallets, with accounts of its own. */
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
