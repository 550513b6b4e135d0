import type { RawRequest } from '../../../http/raw-request.ts';
import { requirePermission, type Permission } from '../resource/token-check.ts';
import { requireAccount } from '../resource/validation.ts';
import type { WalletContext } from '../wallet-context.ts';
import { withOutgoingFaults } from '../resource/outgoing-faults.ts';
import { paymentView } from './payment-view.ts';
import { invalidRequest, notFound } from './requests.ts';

/** `GET /invoice-payments/ID`, by the client that created it. */
export async function getInvoicePayment(wallet: WalletContext, raw: RawRequest, id: string): Promise<Response> {
  const { account, client } = await readerOf(wallet, raw);
  const payment = wallet.issuer.payment(id);
  if (!payment || payment.client !== client || payment.user !== account.user) throw notFound();
  return Response.json(withOutgoingFaults(wallet.faults, raw, paymentView(wallet, account, payment)));
}

/** `GET /invoice-payments?idempotency-key=KEY`: a 404 proves that there is no payment with the key. */
export async function findInvoicePayment(wallet: WalletContext, raw: RawRequest): Promise<Response> {
  const { account, client } = await readerOf(wallet, raw);
  const key = new URL(raw.url).searchParams.get('idempotency-key');
  if (key === null) throw invalidRequest('idempotency-key is needed');
  const used = wallet.issuer.usedKey({ client, user: account.user }, key);
  const payment = used && wallet.issuer.payment(used.payment);
  if (!payment) throw notFound();
  return Response.json({ payment: withOutgoingFaults(wallet.faults, raw, paymentView(wallet, account, payment)) });
}

/** The client and the account of the request's token. */
async function readerOf(wallet: WalletContext, raw: RawRequest) {
  const right = { type: 'invoice-payment', action: 'read', walletAddress: undefined } as const;
  const { access, client }: Permission = await requirePermission(wallet, raw, right);
  return { account: requireAccount(wallet, access.identifier ?? ''), client };
}
