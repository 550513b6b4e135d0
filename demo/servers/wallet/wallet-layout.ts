import type { Hosts } from '../../hosts.ts';
import type { Account, WalletName } from './accounts.ts';

/** The hosts and paths of a wallet's three servers. They are independent of each other. */
export interface WalletLayout {
  readonly name: WalletName;
  readonly title: string;
  readonly colour: string;
  readonly walletHost: string;
  readonly authHost: string;
  readonly resourceHost: string;
  /** Path of the grant endpoint on the authorization host. */
  readonly grantPath: string;
  /** Path under which the resource server's collections are, without a trailing slash. */
  readonly resourcePath: string;
}

export const cloudNineLayout = {
  name: 'cloudninebank',
  title: 'Cloud Nine Bank',
  colour: '#2f6fde',
  walletHost: 'cloudninebank',
  authHost: 'auth.cloudninebank',
  resourceHost: 'cloudninebank',
  grantPath: '/',
  resourcePath: '/op',
} as const satisfies WalletLayout;

export const happyLifeLayout = {
  name: 'happylifebank',
  title: 'Happy Life Bank',
  colour: '#c2571a',
  walletHost: 'happylifebank',
  authHost: 'id.happylifebank',
  resourceHost: 'resources.happylifebank',
  grantPath: '/3f1f6bd2-9f0c-4f0e-8d8a-6b0f6f1e7c55',
  resourcePath: '',
} as const satisfies WalletLayout;

/** A wallet's URLs. */
export interface WalletUrls {
  readonly walletOrigin: string;
  readonly authOrigin: string;
  readonly authServer: string;
  readonly resourceServer: string;
  walletAddress(account: Account): string;
}

export function walletUrls(layout: WalletLayout, hosts: Hosts): WalletUrls {
  const walletOrigin = hosts.origin(layout.walletHost);
  const authOrigin = hosts.origin(layout.authHost);
  return {
    walletOrigin,
    authOrigin,
    authServer: authOrigin + layout.grantPath,
    resourceServer: hosts.origin(layout.resourceHost) + layout.resourcePath,
    walletAddress: ({ user }) => `${walletOrigin}/${user}`,
  };
}
