import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { RawRequest } from '../../../http/raw-request.ts';
import { amountOf, amountSchema, sameAsset, type Amount } from '../../../money/amount.ts';
import { ResourceError } from '../errors.ts';
import type { WalletContext } from '../wallet-context.ts';
import { accountByUser } from '../accounts.ts';
import type { Account } from '../accounts.ts';
import { listPage } from './listing.ts';
import type { IncomingPaymentRecord } from './resource-store.ts';
import { requirePermission } from './token-check.ts';
import { requireAccount, requireUuid, unauthorized, validBody } from './validation.ts';

const MAX_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;
const MAX_INT64 = 2n ** 63n - 1n;

const createSchema = v.object({
  walletAddress: v.string(),
  incomingAmount: v.optional(v.object({ ...amountSchema.entries, value: v.string() })),
  expiresAt: v.optional(v.string()),
  metadata: v.optional(v.record(v.string(), v.unknown())),
});

/** `POST /incoming-payments`. Not idempotent: each call creates another one. */
export async function createIncomingPayment(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const body = v.parse(createSchema, validBody(wallet, { path: '/incoming-payments', method: 'post' }, raw));
  const account = requireAccount(wallet, body.walletAddress);
  const right = { type: 'incoming-payment', action: 'create', walletAddress: body.walletAddress } as const;
  const { client } = await requirePermission(wallet, raw, right);
  const incomingAmount = body.incomingAmount && validAmount(body.incomingAmount, account);
  const payment: IncomingPaymentRecord = {
    id: randomUUID(),
    user: account.user,
    client,
    received: '0',
    completed: false,
    expiresAt: validExpiry(body.expiresAt),
    createdAt: Date.now(),
    ...(incomingAmount ? { incomingAmount } : {}),
    ...(body.metadata ? { metadata: body.metadata } : {}),
  };
  wallet.resources.saveIncomingPayment(payment);
  return Response.json(withMethods(wallet, account, payment), { status: 201 });
}

/** `GET /incoming-payments/ID`: all fields with a token, otherwise the received amount and the authorization server. */
export async function getIncomingPayment(wallet: WalletContext, raw: RawRequest, rawId: string): Promise<Response> {
  const { payment, account } = existing(wallet, rawId);
  if (raw.headers['authorization'] === undefined) {
    return Response.json({
      receivedAmount: amountOf(BigInt(payment.received), account.asset),
      authServer: wallet.urls.authServer,
    });
  }
  validBody(wallet, { path: '/incoming-payments/{id}', method: 'get' }, raw);
  const walletAddress = wallet.urls.walletAddress(account);
  const permission = await requirePermission(wallet, raw, { type: 'incoming-payment', action: 'read', walletAddress });
  if (!permission.all && permission.client !== payment.client) throw notFound();
  return Response.json(withMethods(wallet, account, existing(wallet, rawId).payment));
}

/** `POST /incoming-payments/ID/complete`: its client expects no more money. */
export async function completeIncomingPayment(wallet: WalletContext, raw: RawRequest, rawId: string): Promise<Response> {
  const { payment, account } = existing(wallet, rawId);
  validBody(wallet, { path: '/incoming-payments/{id}/complete', method: 'post' }, raw);
  const walletAddress = wallet.urls.walletAddress(account);
  const right = { type: 'incoming-payment', action: 'complete', walletAddress } as const;
  const { client } = await requirePermission(wallet, raw, right);
  if (client !== payment.client) throw notFound();
  const current = existing(wallet, rawId).payment;
  if (!isOpen(current)) throw new ResourceError(409, 'wrong state');
  const completed = { ...current, completed: true };
  wallet.resources.saveIncomingPayment(completed);
  return Response.json(view(wallet, account, completed));
}

/** `GET /incoming-payments?wallet-address=…`. */
export async function listIncomingPayments(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  validBody(wallet, { path: '/incoming-payments', method: 'get' }, raw);
  const walletAddress = new URL(raw.url).searchParams.get('wallet-address') ?? '';
  const account = requireAccount(wallet, walletAddress);
  const { client, all } = await requirePermission(wallet, raw, { type: 'incoming-payment', action: 'list', walletAddress });
  const payments = wallet.resources.incomingPayments.list(account.user).filter((payment) => all || payment.client === client);
  const { result, pagination } = listPage(raw, payments);
  return Response.json({ pagination, result: result.map((payment) => view(wallet, account, payment)) });
}

/** Whether it accepts money. */
export function isOpen({ completed, expiresAt }: IncomingPaymentRecord): boolean {
  return !completed && expiresAt > Date.now();
}

function view({ urls }: WalletContext, account: Account, payment: IncomingPaymentRecord) {
  return {
    id: `${urls.resourceServer}/incoming-payments/${payment.id}`,
    walletAddress: urls.walletAddress(account),
    ...(payment.incomingAmount ? { incomingAmount: payment.incomingAmount } : {}),
    receivedAmount: amountOf(BigInt(payment.received), account.asset),
    completed: payment.completed,
    ...(payment.metadata ? { metadata: payment.metadata } : {}),
    createdAt: new Date(payment.createdAt).toISOString(),
    expiresAt: new Date(payment.expiresAt).toISOString(),
  };
}

function withMethods(wallet: WalletContext, account: Account, payment: IncomingPaymentRecord) {
  const methods = isOpen(payment) ? [wallet.connector.paymentDetails(account, payment.id)] : [];
  return { ...view(wallet, account, payment), methods };
}

function existing(wallet: WalletContext, rawId: string): { payment: IncomingPaymentRecord; account: Account } {
  const payment = wallet.resources.incomingPayments.get(requireUuid(rawId));
  const account = payment && accountByUser(wallet.layout.name, payment.user);
  if (!payment || !account) throw unauthorized();
  return { payment, account };
}

function validAmount(amount: { value: string; assetCode: string; assetScale: number }, account: Account): Amount {
  const parsed = v.safeParse(amountSchema, amount);
  if (!parsed.success) throw new ResourceError(400, 'invalid amount');
  const value = BigInt(amount.value);
  if (value === 0n || !sameAsset(amount, account.asset)) throw new ResourceError(400, 'invalid amount');
  // Existing servers store amounts in 64-bit columns and answer 500 for larger ones.
  if (value > MAX_INT64) throw new Error('amount does not fit its column');
  return parsed.output;
}

function validExpiry(text: string | undefined): number {
  const latest = Date.now() + MAX_LIFETIME_MS;
  if (text === undefined) return latest;
  const time = Date.parse(text);
  if (Number.isNaN(time) || time <= Date.now() || time > latest) throw new ResourceError(400, 'invalid expiresAt');
  return time;
}

function notFound(): ResourceError {
  return new ResourceError(404, 'Incoming payment not found');
}
