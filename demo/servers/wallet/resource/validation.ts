import type { RawRequest } from '../../../http/raw-request.ts';
import { ResourceError } from '../errors.ts';
import type { Operation } from '../openapi.ts';
import { parseBody } from '../replies.ts';
import { accountByAddress, type WalletContext } from '../wallet-context.ts';
import type { Account } from '../accounts.ts';

const PREFIX = 'Received error validating OpenAPI request: ';
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The request's body, once the official description of the operation has nothing against the request. */
export function validBody(wallet: WalletContext, operation: Omit<Operation, 'spec'>, raw: RawRequest): unknown {
  const body = parseBody(raw);
  if (!body.ok) throw new ResourceError(400, `${PREFIX}invalid JSON`);
  const problem = wallet.specifications.requestError({ spec: 'resource-server', ...operation }, raw, body.value);
  if (problem !== undefined) throw new ResourceError(400, PREFIX + problem);
  return body.value;
}

/** An id from the path; what is no UUID makes a server in the field stumble over its own database: a plain 500. */
export function requireUuid(id: string): string {
  if (!uuidPattern.test(id)) throw new Error(`not a UUID: ${id}`);
  return id.toLowerCase();
}

/** The account whose address a request names; unknown ones are answered like missing resources. */
export function requireAccount(wallet: WalletContext, walletAddress: string): Account {
  const account = accountByAddress(wallet, walletAddress.replace(/\/$/, ''));
  if (!account) throw unauthorized();
  return account;
}

/** What the field says of resources that do not exist. */
export function unauthorized(): ResourceError {
  return new ResourceError(401, 'Unauthorized');
}
