import type { GrantRecord, TokenRecord } from './grant-store.ts';
import { spends, type Access } from './access.ts';
import type { WalletContext } from '../wallet-context.ts';
import type { RawRequest } from '../../../http/raw-request.ts';

/** The `continue` field of a grant response. */
export function continueField({ urls }: WalletContext, grant: GrantRecord, wait?: number) {
  return {
    access_token: { value: grant.continueToken },
    uri: `${urls.authOrigin}/continue/${grant.continueId}`,
    ...(wait === undefined ? {} : { wait: Math.ceil(wait) }),
  };
}

/** The `access_token` field; faults widen the granted access here. */
export function tokenField(wallet: WalletContext, grant: GrantRecord, token: TokenRecord, raw: RawRequest) {
  return {
    value: token.value,
    manage: `${wallet.urls.authOrigin}/token/${token.manageId}`,
    expires_in: wallet.timing.tokenSeconds,
    access: widened(wallet, grant.access, raw),
  };
}

function widened({ faults, urls }: WalletContext, access: readonly Access[], raw: RawRequest): Access[] {
  if (!access.some(spends)) return [...access];
  let result = access.map((item) => ({ ...item }));
  if (faults.take('wider-limits', raw)) result = result.map(withTenfoldLimits);
  if (faults.take('other-identifier', raw)) {
    result = result.map((item) => (item.identifier ? { ...item, identifier: `${urls.walletOrigin}/somebody` } : item));
  }
  if (faults.take('extra-access', raw)) result.push({ type: 'incoming-payment', actions: ['read-all', 'create'] });
  return result;
}

function withTenfoldLimits(item: Access): Access {
  const debit = item.limits?.debitAmount;
  if (!debit) return item;
  const value = (BigInt(debit.value) * 10n).toString();
  return { ...item, limits: { ...item.limits, debitAmount: { ...debit, value } } };
}
