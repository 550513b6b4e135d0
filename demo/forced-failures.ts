import type { FaultRule, World } from './world.ts';

/** The failures of `npm run demo -- --fail NAME` that merchants should test. */
export const forcedFailures = {
  declined: { says: "the shopper's wallet reports that its owner refused", rule: { kind: 'result-grant-rejected' } },
  'no-price': { says: "the shopper's wallet answers 500 when it is asked for a price", rule: onPost('status-500', /\/quotes$/) },
  'price-rises': { says: 'each price is a tenth higher than it should be', rule: { kind: 'quote-debit-rises' } },
  failed: { says: 'the payment fails before anything was sent', rule: { kind: 'settlement-fails' } },
  partial: { says: 'the payment fails when about half has arrived', rule: { kind: 'settlement-in-part' } },
  slow: { says: "the shopper's wallet takes ten seconds more to price and to pay", rule: slow(10_000) },
  stuck: { says: "the shopper's wallet accepts the payment and sends nothing", rule: { kind: 'settlement-stalls' } },
  'lost-reply': {
    says: "the connection breaks once, after the shopper's wallet has taken the payment",
    rule: { ...onPost('drop-reply', /\/outgoing-payments$/), times: 1 },
  },
} as const satisfies Record<string, { readonly says: string; readonly rule: FaultRule }>;

export type ForcedFailure = keyof typeof forcedFailures;

/** Whether there is a failure of this name. */
export function isForcedFailure(name: string): name is ForcedFailure {
  return Object.hasOwn(forcedFailures, name);
}

/** Activates failures until the world is closed. */
export function force(faults: World['faults'], names: readonly ForcedFailure[]): void {
  for (const name of names) faults.add(forcedFailures[name].rule);
}

function onPost(kind: FaultRule['kind'], path: RegExp): FaultRule {
  return { kind, method: 'POST', path };
}

function slow(ms: number): FaultRule {
  return { ...onPost('delay', /\/(?:quotes|outgoing-payments)$/), ms };
}
