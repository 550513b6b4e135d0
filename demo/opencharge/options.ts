/** What the servers of OpenCharge read of the world's options. */
export interface OpenChargeOptions {
  readonly timing?: {
    /** Between two looks at the incoming payment of an open checkout, and before a notice is sent again (doubles each time). */
    readonly openChargeMs?: number;
  };
}

const OPEN_CHARGE_MS = 500;

export function openChargeMs({ timing }: OpenChargeOptions): number {
  return timing?.openChargeMs ?? OPEN_CHARGE_MS;
}
