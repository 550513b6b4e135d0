import { TenderError } from './errors.ts';

/** A disclosure of a wallet's address to a payee's server. */
export interface Disclosure {
  /** The payee as far as it is known before its server is asked: a wallet address, or `https://host/*` of the payable. */
  readonly payee: string;
  /** The authorization server that requires the identity. */
  readonly server: string;
  readonly walletId: string;
}

/**
 * A permission of the user for which a payment waits before any approval, because its next request discloses something about the user.
 * - `payee-identity`: the payee's server requires an identity and would learn the wallet's address;
 * - `wallet-contact`: the wallet's server would read the payable at the payee's server, which shows that a wallet is linked and at which
 * provider.
 */
export type Permission =
  | ({ readonly kind: 'payee-identity' } & Disclosure)
  | { readonly kind: 'wallet-contact'; readonly walletId: string };

/** The permission as one text for comparison. */
export function permissionKey(permission: Permission): string {
  const { kind, walletId } = permission;
  return JSON.stringify(kind === 'payee-identity' ? [kind, walletId, permission.payee, permission.server] : [kind, walletId]);
}

export function samePermission(one: Permission, other: Permission): boolean {
  return permissionKey(one) === permissionKey(other);
}

/** Extracts the disclosure of a permission. */
export function disclosureOf({ payee, server, walletId }: Disclosure): Disclosure {
  return { payee, server, walletId };
}

/**
 * The payee's server refused a client without an identity, and the user has not allowed to disclose it. Its code is `refused`, which is
 * correct if the user is not asked.
 */
export class IdentityWanted extends TenderError {
  readonly disclosure: Disclosure;

  constructor(disclosure: Disclosure) {
    super('refused', { params: { host: new URL(disclosure.server).host } });
    this.disclosure = disclosure;
  }
}

/** The user's permissions before an approval. */
export interface Privacy {
  /** Whether the user must allow the wallet's contact with a payee that was not paid at that origin before. */
  asksBeforeContact(): Promise<boolean>;
  /** Stores the permission; resolves when the write is durable. */
  allow(disclosure: Disclosure): Promise<void>;
}
