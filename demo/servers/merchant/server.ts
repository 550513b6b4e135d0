import { createOpenChargeHelpers, type OpenChargeHelpers } from './opencharge-helpers.ts';
import { MERCHANT, partyOf } from '../../opencharge/parties.ts';
import type { ServerDefinition } from '../server.ts';
import { createMerchant } from './merchant.ts';
import { merchantFaults, type MerchantFault } from './merchant-faults.ts';

/** A shop that is paid over OpenCharge. */
export const merchantServer: ServerDefinition<'merchant', { readonly openCharge: OpenChargeHelpers }, object, MerchantFault> = {
  name: 'merchant',
  hosts: ['merchant'],
  faults: merchantFaults,
  start(world) {
    const merchant = createMerchant(world, partyOf(world, MERCHANT));
    return { apps: { merchant: merchant.app }, helpers: { openCharge: createOpenChargeHelpers(world, merchant) } };
  },
};
