import type { UrlPolicy } from '../http/url-policy.ts';

/** Where OCIDs are resolved: an HTTP server, or the router contract through a node of its chain. */
export type RegistrySource =
  | { readonly kind: 'http'; readonly origin: string }
  | { readonly kind: 'router'; readonly rpc: string; readonly contract: string };

/** A network of merchants and gateways. Data only. */
export interface Network {
  readonly registry: RegistrySource;
  /** OCIDs of the payment gateways of this build. They may also be used if the order does not accept them but a party through which they settle. */
  readonly gateways: readonly string[];
}

/**
 * Pinned: no page and no server can name another registry. Only the demo's network is configured; `.test` is a reserved domain
 * (RFC 6761), so outside of the demo the registry does not exist.
 */
export const NETWORKS: Readonly<Record<UrlPolicy, Network>> = {
  production: { registry: { kind: 'http', origin: 'https://registry.test' }, gateways: ['200'] },
  development: { registry: { kind: 'http', origin: 'http://registry.localhost:4180' }, gateways: ['200'] },
};
