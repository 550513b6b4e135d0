import type { UrlPolicy } from '../http/url-policy.ts';

/** Where OCIDs are looked up: a server that answers over HTTP, or the router contract through a node of its chain. */
export type RegistrySource =
  | { readonly kind: 'http'; readonly origin: string }
  | { readonly kind: 'router'; readonly rpc: string; readonly contract: string };

/** A network of merchants and gateways. Data only. */
export interface Network {
  readonly registry: RegistrySource;
  /** OCIDs of the payment gateways that people of this build pay through, also where an order is settled through somebody else. */
  readonly gateways: readonly string[];
}

/**
 * Pinned: no page and no server names a registry. `.test` is reserved (RFC 6761), so that outside of the demo world nobody answers there:
 * no registry of the public network is reachable over HTTP yet, nor its contract's address published.
 */
export const NETWORKS: Readonly<Record<UrlPolicy, Network>> = {
  production: { registry: { kind: 'http', origin: 'https://registry.test' }, gateways: ['200'] },
  development: { registry: { kind: 'http', origin: 'http://registry.localhost:4180' }, gateways: ['200'] },
};
