import type { Rail } from '../../model/rail.ts';
import type { HttpDeps } from '../http/deps.ts';
import type { CheckoutDeps } from './verify-checkout.ts';

/** Finds evidence that a payment already has, on its receipt or in its rail state. */
export interface EvidenceStore {
  isUsed(reference: string, exceptBy: string): Promise<boolean>;
}

/** The dependencies of the rail. */
export interface OpenChargeDeps extends HttpDeps {
  /** The evidence of other payments. */
  readonly evidence: EvidenceStore;
}

/** The dependencies of each step, with the rail that pays the gateway. */
export interface OpenChargeContext extends OpenChargeDeps, CheckoutDeps {
  readonly inner: Rail;
}
