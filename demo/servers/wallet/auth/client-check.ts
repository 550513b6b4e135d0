import type { RawRequest } from '../../../http/raw-request.ts';
import { clientKeys, type GrantClient } from '../client-keys.ts';
import { AuthError } from '../errors.ts';
import { checkSignature, signatureKeyId } from '../signatures.ts';
import type { WalletContext } from '../wallet-context.ts';

/** Refuses a request to the authorization server that is not signed by this client. */
export async function requireSignedBy(wallet: WalletContext, raw: RawRequest, client: GrantClient): Promise<void> {
  // The form is checked first: a malformed signature must not cause a request to the client's wallet.
  const named = signatureKeyId(raw);
  if ('problem' in named) {
    const part = named.problem === 'no key id' ? 'input' : 'headers';
    throw new AuthError(401, 'invalid_client', `invalid signature ${part}`);
  }
  const keys = await clientKeys(wallet.fetch, client);
  if (!keys) throw new AuthError(400, 'invalid_client', 'could not determine client');
  const verdict = await checkSignature(raw, keys, wallet.faults.take('clock-skew', raw));
  if (verdict === 'unknown key') throw new AuthError(400, 'invalid_client', 'could not determine client');
  if (verdict === 'stale') throw new AuthError(401, 'invalid_client', 'signature expired');
  if (verdict !== 'valid') throw new AuthError(401, 'invalid_client', 'invalid signature');
}
