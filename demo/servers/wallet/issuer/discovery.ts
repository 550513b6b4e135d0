import type { Asset } from '../../../money/amount.ts';
import { accounts } from '../accounts.ts';
import type { WalletContext } from '../wallet-context.ts';

/** `GET /.well-known/open-payments` at the wallet's host: the endpoints for invoices and the key page. */
export function issuerDiscovery({ layout, urls }: WalletContext): Response {
  return Response.json({
    issuer: urls.walletOrigin,
    authorization_issuer: urls.authServer,
    invoice_quotes_endpoint: `${urls.resourceServer}/invoice-quotes`,
    invoice_payments_endpoint: `${urls.resourceServer}/invoice-payments`,
    key_page: `${urls.walletOrigin}/developer-keys/add?publicKey={publicKey}&name={name}`,
    assets_supported: assetsOf(layout.name),
  });
}

function assetsOf(wallet: string): Asset[] {
  const assets = accounts.filter((account) => account.wallet === wallet).map(({ asset }) => asset);
  return [...new Map(assets.map((asset) => [`${asset.code}/${asset.scale}`, asset])).values()];
}
