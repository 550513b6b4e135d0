import { metadataFaults, type MetadataFault } from '../../opencharge/party-app.ts';
import { partyOf, SETTLEMENT_PROVIDER } from '../../opencharge/parties.ts';
import type { ServerDefinition } from '../server.ts';
import { createSettlementProvider } from './settlement-provider.ts';

/** Moves money between the gateways that have accounts at it, and proves that it did. */
export const settlementProviderServer: ServerDefinition<'settlement', object, object, MetadataFault> = {
  name: 'settlement-provider',
  hosts: ['settlement'],
  faults: metadataFaults,
  start: (world) => ({ apps: { settlement: createSettlementProvider(world, partyOf(world, SETTLEMENT_PROVIDER)) } }),
};
