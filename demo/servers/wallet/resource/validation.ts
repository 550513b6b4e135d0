import type { RawRequest } from '../../../http/raw-request.ts';
import { ResourceError } from '../errors.ts';
import type { Operation } from '../openapi.ts';
import { parseBody } from '../replies.ts';
import { accountByAddress, type WalletContext } from '../wallet-context.ts';
import type { Account } from '../accounts.ts';

const PREFIX = 'Received error validating OpenAPI request: ';
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The request's body, after the request was validated with the official description. */
export function validBody(wallet: WalletContext, operation: Omit<Operation, 'spec'>, raw: RawRequest): unknown {
  const body = parseBody(raw);
  if (!body.ok) throw new ResourceError(400, `${PREFIX}invalid JSON`);
  const problem = wallet.specifications.requestError({ spec: 'resource-server', ...operation }, raw, body.value);
  if (problem !== undefined) throw new ResourceError(400, PREFIX + problem);
  return body.value;
}

/** An id from the path. Existing servers answer 500 if it is not a UUID, because of their database. */
export function requireUuid(id: string): string {
  if (!uuidPattern.test(id)) throw new Error(`not a UUID: ${id}`);
  return id.toLowerCase();
}

/** The account with this wallet address; the response for an unknown one is the same as for missing resources. */
export function requireAccount(wallet: WalletContext, walletAddress: string): Account {
  const account = accountByAddress(wallet, walletAddress.replace(/\/$/, ''));
  if (!account) throw unauthorized();
  return account;
}

/** The response of existing servers for missing resources. */
export function unauthorized(): ResourceError {
  return new ResourceError(401, 'Unauthorized');
}
