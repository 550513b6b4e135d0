import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { RawRequest } from '../../http/raw-request.ts';
import type { Asset } from '../../money/amount.ts';
import { AcquirerError } from './acquirer-error.ts';
import { invoiceUrl, subjectOf, type AcquirerContext } from './acquirer-context.ts';
import type { InvoiceRecord } from './invoice-store.ts';
import { createdView } from './invoice-views.ts';
import { merchantByToken, type Merchant } from './merchants.ts';

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_TEXT = 1_000;
const MAX_KEY = 255;

const amountSchema = v.union([
  v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  v.pipe(
    v.string(),
    v.check((digits) => /^[1-9]\d{0,19}$/.test(digits) && BigInt(digits) <= MAX_UINT64),
  ),
]);

const assetSchema = v.object({ code: v.string(), scale: v.number() });

const createSchema = v.object({
  subject: v.string(),
  asset: v.optional(assetSchema),
  assetCode: v.optional(v.string()),
  assetScale: v.optional(v.number()),
  amount: amountSchema,
  description: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
  expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});
type CreateRequest = v.InferOutput<typeof createSchema>;

/** `POST /invoices`: creates an invoice for a merchant's server. The same key with the same body returns the same invoice. */
export function createInvoice(acquirer: AcquirerContext, raw: RawRequest): Response {
  const merchant = authenticated(raw);
  const request = parseRequest(raw);
  refuseForeign(acquirer, merchant, request);
  const key = raw.headers['idempotency-key'];
  if (key !== undefined && (key === '' || key.length > MAX_KEY)) throw invalid(`Idempotency-Key must have 1 to ${MAX_KEY} characters`);
  const digest = createHash('sha256').update(raw.body).digest('hex');
  const used = key === undefined ? undefined : acquirer.invoices.usedKey(merchant.user, key);
  if (used && used.digest !== digest) throw new AcquirerError(409, 'key_reused', 'this Idempotency-Key belongs to another request');
  const known = used && acquirer.invoices.get(used.invoice);
  const invoice = known ?? newInvoice(merchant, request);
  if (!known) acquirer.invoices.save(invoice);
  if (key !== undefined) acquirer.invoices.useKey(merchant.user, key, { digest, invoice: invoice.id });
  const headers = { location: invoiceUrl(acquirer, invoice.id), 'cache-control': 'no-store' };
  return Response.json(createdView(acquirer, invoice), { status: 201, headers });
}

function authenticated(raw: RawRequest): Merchant {
  const token = /^Bearer (\S+)$/i.exec(raw.headers['authorization'] ?? '')?.[1];
  const merchant = token === undefined ? undefined : merchantByToken(token);
  if (!merchant) throw new AcquirerError(401, 'invalid_token', 'a merchant’s bearer token is needed');
  return merchant;
}

function parseRequest({ body }: RawRequest): CreateRequest {
  const parsed = v.safeParse(createSchema, jsonOf(body));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  }
  if (parsed.output.expiresAt !== undefined && Date.parse(parsed.output.expiresAt) <= Date.now()) {
    throw invalid('expiresAt: lies in the past');
  }
  return parsed.output;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('the body is not JSON');
  }
}

function refuseForeign(acquirer: AcquirerContext, merchant: Merchant, request: CreateRequest): void {
  const pointer = subjectOf(acquirer, merchant);
  const url = `${acquirer.hosts.scheme}://${pointer.slice(1)}`;
  if (request.subject !== pointer && request.subject !== url) {
    throw new AcquirerError(403, 'foreign_subject', 'the token does not own this subject');
  }
  const [first, ...others] = assetsIn(request);
  if (!first) throw invalid('asset: missing');
  if (![first, ...others].every(({ code, scale }) => code === merchant.asset.code && scale === merchant.asset.scale)) {
    throw new AcquirerError(400, 'unknown_asset', `${pointer} is kept in ${merchant.asset.code} with scale ${merchant.asset.scale}`);
  }
}

/** The asset in both formats. If a request uses both, they must be equal. */
function assetsIn({ asset, assetCode, assetScale }: CreateRequest): Asset[] {
  const assets: Asset[] = asset ? [asset] : [];
  if (assetCode === undefined && assetScale === undefined) return assets;
  if (assetCode === undefined || assetScale === undefined) throw invalid('assetCode and assetScale belong together');
  return [...assets, { code: assetCode, scale: assetScale }];
}

function newInvoice({ user }: Merchant, { amount, description, expiresAt }: CreateRequest): InvoiceRecord {
  return {
    id: randomUUID(),
    account: user,
    amount: BigInt(amount).toString(),
    received: '0',
    createdAt: Date.now(),
    ...(description === undefined ? {} : { description }),
    ...(expiresAt === undefined ? {} : { expiresAt: Date.parse(expiresAt) }),
  };
}

function invalid(message: string): AcquirerError {
  return new AcquirerError(400, 'invalid_request', message);
}
