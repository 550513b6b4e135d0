import type { Asset } from '../../model/amount.ts';
import type { Failure } from '../../model/payment.ts';

/** The parsed response of a wallet address's server (Open Payments, "Get wallet address"). */
export interface WalletFacts {
  /** The canonical `id`. */
  readonly address: string;
  /** Untrusted text. */
  readonly publicName?: string;
  readonly asset: Asset;
  readonly authServer: string;
  readonly resourceServer: string;
}

/** A wallet that was found for the user's input. */
export interface FoundWallet extends WalletFacts {
  /** The host of the typed address, if the wallet is at another address. */
  readonly ledFrom?: string;
}

/** A linked wallet as it is stored. Its keys are in their own store, by `kid`. Shown to the user; not secret. */
export interface LinkedWallet extends WalletFacts {
  /** The wallet address: each wallet is linked once. */
  readonly id: string;
  /** `waiting`: the wallet has not published the key yet. `leaving`: unlinked, but stored until its last payment is over. */
  readonly status: 'waiting' | 'linked' | 'key-removed' | 'leaving';
  readonly keyId: string;
  /** A key that replaces `keyId` when the wallet publishes it. */
  readonly newKeyId?: string;
  readonly linkedAt: number;
  readonly checkedAt?: number;
  /** Why the last check of the wallet failed. */
  readonly problem?: Failure;
}

/** A wallet in the user's list. */
export interface ListedWallet extends LinkedWallet {
  readonly status: Exclude<LinkedWallet['status'], 'leaving'>;
}

export function isListed(wallet: LinkedWallet): wallet is ListedWallet {
  return wallet.status !== 'leaving';
}

/** Whether the wallet still has to publish a key: it has none of ours, or a new one. */
export function awaitsKey({ status, newKeyId }: ListedWallet): boolean {
  return status !== 'linked' || newKeyId !== undefined;
}
