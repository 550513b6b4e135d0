import { TenderError } from './errors.ts';

/** Who would be told which wallet's address. */
export interface Disclosure {
  /** The payee as far as it is known before its server says more: a wallet address, or `https://host/*` of the thing to pay. */
  readonly payee: string;
  /** The authorization server that asks. */
  readonly server: string;
  readonly walletId: string;
}

/**
 * A press of the user that a payment waits for before any approval, because its next request tells something about them.
 * - `payee-identity`: the payee's server deals with nobody who gives no name, and would be told the wallet's address;
 * - `wallet-contact`: the wallet's server would read the payment at the payee's, and so show that a wallet is linked and at which provider.
 */
export type Permission =
  | ({ readonly kind: 'payee-identity' } & Disclosure)
  | { readonly kind: 'wallet-contact'; readonly walletId: string };

/** All that a permission allows, as one text. */
export function permissionKey(permission: Permission): string {
  const { kind, walletId } = permission;
  return JSON.stringify(kind === 'payee-identity' ? [kind, walletId, permission.payee, permission.server] : [kind, walletId]);
}

export function samePermission(one: Permission, other: Permission): boolean {
  return permissionKey(one) === permissionKey(other);
}

/** What is told by the one kind of permission. */
export function disclosureOf({ payee, server, walletId }: Disclosure): Disclosure {
  return { payee, server, walletId };
}

/**
 * The payee's server refused a client without a name, and the user has not allowed to give one. `refused`, as that is what happened where
 * nobody asks the user.
 */
export class IdentityWanted extends TenderError {
  readonly disclosure: Disclosure;

  constructor(disclosure: Disclosure) {
    super('refused', { params: { host: new URL(disclosure.server).host } });
    this.disclosure = disclosure;
  }
}

/** What the user allows before an approval. */
export interface Privacy {
  /** Whether a press comes before the wallet is contacted for a payee that was not paid at that origin before. */
  asksBeforeContact(): Promise<boolean>;
  /** Keeps that this may be told; resolved once it is on disk. */
  allow(disclosure: Disclosure): Promise<void>;
}
