import type { Asset } from '../../model/amount.ts';
import type { Failure } from '../../model/payment.ts';

/** What a wallet address's server says about it (Open Payments, "Get wallet address"), already parsed. */
export interface WalletFacts {
  /** The canonical `id`. */
  readonly address: string;
  /** Untrusted text. */
  readonly publicName?: string;
  readonly asset: Asset;
  readonly authServer: string;
  readonly resourceServer: string;
}

/** A wallet that was found by what the user typed. */
export interface FoundWallet extends WalletFacts {
  /** The host of the typed address, where the wallet stands at another one. */
  readonly ledFrom?: string;
}

/** A linked wallet as it is stored. Its keys stand in their own store, by `kid`. Shown to the user; nothing in it is secret. */
export interface LinkedWallet extends WalletFacts {
  /** The address: one wallet is linked once. */
  readonly id: string;
  /** `waiting` until the wallet publishes the key for the first time; `leaving`: unlinked, and kept until its last payment is known to be over. */
  readonly status: 'waiting' | 'linked' | 'key-removed' | 'leaving';
  readonly keyId: string;
  /** A key that shall replace `keyId` as soon as the wallet publishes it. */
  readonly newKeyId?: string;
  readonly linkedAt: number;
  readonly checkedAt?: number;
  /** Why the last look at the wallet failed. */
  readonly problem?: Failure;
}

/** A wallet that the user still has in the list. */
export interface ListedWallet extends LinkedWallet {
  readonly status: Exclude<LinkedWallet['status'], 'leaving'>;
}

export function isListed(wallet: LinkedWallet): wallet is ListedWallet {
  return wallet.status !== 'leaving';
}

/** Whether the wallet's published keys may still have to change: it has none of ours, or is to get another one. */
export function awaitsKey({ status, newKeyId }: ListedWallet): boolean {
  return status !== 'linked' || newKeyId !== undefined;
}
