import { TenderError, toTenderError } from '../model/errors.ts';
import type { HttpDeps } from '../rails/http/deps.ts';
import { hostOf } from '../rails/http/urls.ts';
import { openUplink, parseUplinkUrl } from '../rails/invoice/open-uplink.ts';
import { MalformedPacket, readAccount, UplinkError } from '../stream/index.ts';
import type { UplinkServers } from '../wallets/connector/connector-accounts.ts';

/** As long as a user waits for an account's server. */
const PATIENCE = 10_000;

/** What linking an account needs of its server, spoken over Interledger. */
export function uplinkServers(http: HttpDeps): UplinkServers {
  return {
    parseUrl: (typed) => parseUplinkUrl(typed, http.policy),
    readAccount: async (access) => {
      const signal = AbortSignal.timeout(PATIENCE);
      const uplink = await openUplink(http, access, signal);
      try {
        const { address, assetCode, assetScale } = await readAccount(uplink, signal, http.clock);
        return { address, asset: { code: assetCode, scale: assetScale } };
      } catch (thrown) {
        throw explain(access.url, thrown);
      } finally {
        uplink.close();
      }
    },
  };
}

function explain(url: string, thrown: unknown): TenderError {
  const params = { host: hostOf(url) };
  if (thrown instanceof UplinkError && thrown.kind === 'unauthorized') return new TenderError('uplink-refused', { params, cause: thrown });
  if (thrown instanceof UplinkError && thrown.kind === 'unreachable') return new TenderError('unreachable', { params, cause: thrown });
  if (thrown instanceof MalformedPacket || thrown instanceof UplinkError)
    return new TenderError('not-an-uplink', { params, cause: thrown });
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return new TenderError('timeout', { params, cause: thrown });
  return toTenderError(thrown);
}
