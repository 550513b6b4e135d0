import * as v from 'valibot';

/** Amounts in limits are not validated when a grant is requested, and numbers are accepted, too; see `limits.ts` for their use. */
const looseAmountSchema = v.object({
  value: v.union([v.string(), v.number()]),
  assetCode: v.string(),
  assetScale: v.number(),
});

export const limitsSchema = v.object({
  /** For payments of invoices, which have no other receiver. */
  invoice: v.optional(v.string()),
  receiver: v.optional(v.string()),
  interval: v.optional(v.string()),
  debitAmount: v.optional(looseAmountSchema),
  receiveAmount: v.optional(looseAmountSchema),
});

export type Limits = v.InferOutput<typeof limitsSchema>;

/** The issuer's own access types, which are not part of Open Payments. */
const issuersAccessTypes = ['invoice-quote', 'invoice-payment'] as const;

export const accessTypes = ['incoming-payment', 'outgoing-payment', 'quote', ...issuersAccessTypes] as const;
export type AccessType = (typeof accessTypes)[number];

/** An access of a token, as requested and as granted. */
export const accessSchema = v.object({
  type: v.picklist(accessTypes),
  actions: v.array(v.string()),
  identifier: v.optional(v.string()),
  limits: v.optional(limitsSchema),
});

export type Access = v.InferOutput<typeof accessSchema>;

/** Whether the account's owner must give consent. */
export function needsInteraction(access: readonly Access[]): boolean {
  return access.some((item) => spends(item) || item.actions.includes('list-all'));
}

/** Whether an access allows payments from the account. */
export function spends({ type }: Access): boolean {
  return type === 'outgoing-payment' || type === 'invoice-payment';
}

/** A grant request or response without the issuer's own access, so that the rest can be validated with the official description. */
export function withoutIssuersAccess(message: unknown): unknown {
  const parsed = v.safeParse(v.looseObject({ access_token: v.looseObject({ access: v.array(v.unknown()) }) }), message);
  if (!parsed.success) return message;
  const { access_token: token } = parsed.output;
  return { ...parsed.output, access_token: { ...token, access: token.access.filter((item) => !v.is(issuersAccessSchema, item)) } };
}

const issuersAccessSchema = v.looseObject({ type: v.picklist(issuersAccessTypes) });
