import * as v from 'valibot';

/** Amounts in limits are not judged when a grant is asked for, numbers pass too: see `limits.ts` for the reckoning. */
const looseAmountSchema = v.object({
  value: v.union([v.string(), v.number()]),
  assetCode: v.string(),
  assetScale: v.number(),
});

export const limitsSchema = v.object({
  receiver: v.optional(v.string()),
  interval: v.optional(v.string()),
  debitAmount: v.optional(looseAmountSchema),
  receiveAmount: v.optional(looseAmountSchema),
});

export type Limits = v.InferOutput<typeof limitsSchema>;

export const accessTypes = ['incoming-payment', 'outgoing-payment', 'quote'] as const;
export type AccessType = (typeof accessTypes)[number];

/** One right of an access token, as asked for and as granted. */
export const accessSchema = v.object({
  type: v.picklist(accessTypes),
  actions: v.array(v.string()),
  identifier: v.optional(v.string()),
  limits: v.optional(limitsSchema),
});

export type Access = v.InferOutput<typeof accessSchema>;

/** Whether the account's owner has to be asked. */
export function needsInteraction(access: readonly Access[]): boolean {
  return access.some(({ type, actions }) => type === 'outgoing-payment' || actions.includes('list-all'));
}
