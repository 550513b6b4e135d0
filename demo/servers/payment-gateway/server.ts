import type { OpenChargeOptions } from '../../opencharge/options.ts';
import { PAYMENT_GATEWAY, partyOf } from '../../opencharge/parties.ts';
import type { ServerDefinition } from '../server.ts';
import { paymentGatewayFaults, type PaymentGatewayFault } from './gateway-faults.ts';
import { createPaymentGateway } from './payment-gateway.ts';

/** Takes payments of shoppers: checkout sessions, and a hosted page for each. */
export const paymentGatewayServer: ServerDefinition<'paymentgateway', object, OpenChargeOptions, PaymentGatewayFault> = {
  name: 'payment-gateway',
  hosts: ['paymentgateway'],
  faults: paymentGatewayFaults,
  start(world) {
    const { app, resume, close } = createPaymentGateway(world, partyOf(world, PAYMENT_GATEWAY));
    return { apps: { paymentgateway: app }, resume, close };
  },
};
