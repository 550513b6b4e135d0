import * as v from 'valibot';

/** Amounts in limits are not judged when a grant is asked for, numbers pass too: see `limits.ts` for the reckoning. */
const looseAmountSchema = v.object({
  value: v.union([v.string(), v.number()]),
  assetCode: v.string(),
  assetScale: v.number(),
});

export const limitsSchema = v.object({
  /** For payments to invoices, which have no other receiver. */
  invoice: v.optional(v.string()),
  receiver: v.optional(v.string()),
  interval: v.optional(v.string()),
  debitAmount: v.optional(looseAmountSchema),
  receiveAmount: v.optional(looseAmountSchema),
});

export type Limits = v.InferOutput<typeof limitsSchema>;

/** The issuer's own rights, of which Open Payments knows nothing. */
const issuersAccessTypes = ['invoice-quote', 'invoice-payment'] as const;

export const accessTypes = ['incoming-payment', 'outgoing-payment', 'quote', ...issuersAccessTypes] as const;
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
  return access.some((item) => spends(item) || item.actions.includes('list-all'));
}

/** Whether a right lets money out. */
export function spends({ type }: Access): boolean {
  return type === 'outgoing-payment' || type === 'invoice-payment';
}

/** A grant's request or reply without the issuer's own rights, so that the rest can be held against the official description. */
export function withoutIssuersAccess(message: unknown): unknown {
  const parsed = v.safeParse(v.looseObject({ access_token: v.looseObject({ access: v.array(v.unknown()) }) }), message);
  if (!parsed.success) return message;
  const { access_token: token } = parsed.output;
  return { ...parsed.output, access_token: { ...token, access: token.access.filter((item) => !v.is(issuersAccessSchema, item)) } };
}

const issuersAccessSchema = v.looseObject({ type: v.picklist(issuersAccessTypes) });
