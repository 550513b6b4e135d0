import type { Asset } from '../../money/amount.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import type { Ledger } from '../../money/ledger.ts';

const MILLION = 10n ** 6n;

/** Gives the connector a million of an asset; no effect if it has some already. */
export function openLiquidity(ledger: Ledger, asset: Asset): void {
  ledger.openFunded(ledgerIds.liquidity(asset), asset, MILLION * 10n ** BigInt(asset.scale));
}
