import type { RawRequest } from '../../../http/raw-request.ts';
import type { Access, AccessType } from '../auth/access.ts';
import type { GrantRecord } from '../auth/grant-store.ts';
import { clientId, clientKeys } from '../client-keys.ts';
import { ResourceError } from '../errors.ts';
import { checkSignature, type SignatureVerdict } from '../signatures.ts';
import type { WalletContext } from '../wallet-context.ts';

/** The access of a request with a valid token and signature. */
export interface Permission {
  readonly grant: GrantRecord;
  readonly access: Access;
  readonly client: string;
  /** Whether it may read the resources of other clients (`read-all`, `list-all`). */
  readonly all: boolean;
}

const signatureProblems: Readonly<Record<Exclude<SignatureVerdict, 'valid'>, string>> = {
  'invalid headers': 'invalid signature headers',
  'no key id': 'missing keyId in signature input',
  'unknown key': 'could not find key in list of client keys',
  invalid: 'provided signature is invalid',
  stale: 'signature is too old',
};

/** Checks token, access and signature, in the order of existing wallets. */
export async function requirePermission(
  wallet: WalletContext,
  raw: RawRequest,
  right: { type: AccessType; action: string; walletAddress: string | undefined },
): Promise<Permission> {
  const grant = grantOfToken(wallet, raw);
  const permission = findPermission(wallet, grant, right);
  const keys = (await clientKeys(wallet.fetch, grant.client)) ?? [];
  const verdict = await checkSignature(raw, keys, wallet.faults.take('clock-skew', raw));
  if (verdict !== 'valid') {
    throw new ResourceError(401, `Signature validation error: ${signatureProblems[verdict]}`);
  }
  return permission;
}

function grantOfToken(wallet: WalletContext, raw: RawRequest): GrantRecord {
  const value = /^GNAP (\S+)$/.exec(raw.headers['authorization'] ?? '')?.[1];
  if (value === undefined) {
    throw new ResourceError(401, 'Missing or invalid authorization header value', challenge(wallet));
  }
  const token = wallet.grants.token(value);
  const grant = token && wallet.grants.get(token.grantId);
  if (!token || !grant || token.expiresAt <= Date.now() || grant.state === 'revoked') {
    throw new ResourceError(403, 'Inactive Token', challenge(wallet));
  }
  return grant;
}

function findPermission(
  wallet: WalletContext,
  grant: GrantRecord,
  { type, action, walletAddress }: { type: AccessType; action: string; walletAddress: string | undefined },
): Permission {
  const wide = `${action}-all`;
  const access = grant.access.find(
    (item) =>
      item.type === type &&
      (item.actions.includes(action) || item.actions.includes(wide)) &&
      (walletAddress === undefined || item.identifier === undefined || item.identifier === walletAddress),
  );
  if (!access) throw new ResourceError(403, 'Insufficient Grant', challenge(wallet));
  return { grant, access, client: clientId(grant.client), all: access.actions.includes(wide) };
}

function challenge({ urls }: WalletContext): { authenticate: string } {
  return { authenticate: `GNAP as_uri=${urls.authOrigin}` };
}
