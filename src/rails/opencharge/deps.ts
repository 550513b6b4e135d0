import type { Rail } from '../../model/rail.ts';
import type { HttpDeps } from '../http/deps.ts';
import type { CheckoutDeps } from './verify-checkout.ts';

/** Finds evidence that a payment has already, on its receipt or still with its rail. */
export interface EvidenceStore {
  isUsed(reference: string, exceptBy: string): Promise<boolean>;
}

/** What the rail needs from outside. */
export interface OpenChargeDeps extends HttpDeps {
  /** The evidence of other payments. */
  readonly evidence: EvidenceStore;
}

/** What each step works with: also the rail that pays the gateway. */
export interface OpenChargeContext extends OpenChargeDeps, CheckoutDeps {
  readonly inner: Rail;
}
