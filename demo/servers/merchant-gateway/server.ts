import { metadataFaults, type MetadataFault } from '../../opencharge/party-app.ts';
import { MERCHANT_GATEWAY, partyOf } from '../../opencharge/parties.ts';
import type { OpenChargeOptions } from '../../opencharge/options.ts';
import type { ServerDefinition } from '../server.ts';
import { createMerchantGateway } from './merchant-gateway.ts';

/** What the merchant gateway may do wrong. */
const gatewayFaults = [
  ...metadataFaults,
  /** It hands an order on without checking it, as the payment gateway does with a fault of the same name. */
  'order-unchecked',
  /** It names another page for the way back than the merchant did: `to`. */
  'urls-retargeted',
] as const;

/** Keeps the accounts of merchants and opens checkouts for them at payment gateways. */
export const merchantGatewayServer: ServerDefinition<
  'merchantgateway',
  object,
  OpenChargeOptions,
  MetadataFault | (typeof gatewayFaults)[number]
> = {
  name: 'merchant-gateway',
  hosts: ['merchantgateway'],
  faults: gatewayFaults,
  start(world) {
    const { app, outbox } = createMerchantGateway(world, partyOf(world, MERCHANT_GATEWAY));
    return { apps: { merchantgateway: app }, resume: () => outbox.resume(), close: () => outbox.close() };
  },
};
