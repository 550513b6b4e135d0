import type { AllowanceStore } from '../limits/allowance-writer.ts';
import type { Journal } from '../model/journal.ts';
import type { TokenStore } from '../model/payer-wallet.ts';
import { indexedAllowances } from '../storage/allowances.ts';
import type { ConsentTabs } from '../storage/consent-tabs.ts';
import { indexedConsentTabs } from '../storage/consent-tabs.ts';
import { openDatabase } from '../storage/database.ts';
import type { EvidenceIndex } from '../storage/evidence.ts';
import { indexedEvidence } from '../storage/evidence.ts';
import type { IndexedIssuers } from '../storage/issuers.ts';
import { indexedIssuers } from '../storage/issuers.ts';
import { indexedJournal } from '../storage/journal.ts';
import { withPractice } from '../storage/practice-journal.ts';
import type { PrivacyStore } from '../storage/privacy.ts';
import { indexedPrivacy } from '../storage/privacy.ts';
import type { SafetyStore } from '../storage/safety.ts';
import { indexedSafety } from '../storage/safety.ts';
import { indexedUplinks } from '../storage/uplinks.ts';
import { indexedTokens, indexedWallets } from '../storage/wallets.ts';
import type { WelcomeMark } from '../storage/welcome.ts';
import { indexedWelcome } from '../storage/welcome.ts';
import type { UplinkStore } from '../wallets/connector/connector-accounts.ts';
import type { WalletStore } from '../wallets/open-payments/wallets.ts';

/** Everything that outlives the worker. */
export interface Stores {
  readonly journal: Journal;
  readonly wallets: WalletStore;
  readonly allowances: AllowanceStore;
  readonly tokens: TokenStore;
  readonly safety: SafetyStore;
  readonly privacy: PrivacyStore;
  readonly uplinks: UplinkStore;
  readonly issuers: IndexedIssuers;
  readonly evidence: EvidenceIndex;
  readonly tabs: ConsentTabs;
  readonly welcome: WelcomeMark;
}

/** Opens the storage. @param onLost called when it is gone. @throws {TenderError} `storage-failed`. */
export async function openStores(onLost: () => void): Promise<Stores> {
  const database = await openDatabase(undefined, onLost);
  return {
    journal: withPractice(indexedJournal(database), database),
    wallets: indexedWallets(database),
    allowances: indexedAllowances(database),
    tokens: indexedTokens(database),
    safety: indexedSafety(database),
    privacy: indexedPrivacy(database),
    uplinks: indexedUplinks(database),
    issuers: indexedIssuers(database),
    evidence: indexedEvidence(database),
    tabs: indexedConsentTabs(database),
    welcome: indexedWelcome(database),
  };
}

/**
 * A browser session begins. Tab ids of the last one mean nothing in it, and a lock is closed, however short the time since the last use
 * seems to be by the clock. Runs before anything else reads them.
 */
export async function beginSession(): Promise<void> {
  const database = await openDatabase();
  try {
    await Promise.all([indexedSafety(database).putUsedAt(0), indexedConsentTabs(database).forgetAll()]);
  } finally {
    // Left open, it would hold up the next version's migration.
    database.close();
  }
}
