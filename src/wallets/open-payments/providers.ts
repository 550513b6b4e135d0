/**
 * Providers of Open Payments wallets: where to sign up, and where users add a client's public key. Data only, not tried with an account:
 * each entry has its sources and their dates. What no source states is absent.
 */

/** A source of an entry's facts, with the date on which it was read. */
export interface ProviderSource {
  readonly url: string;
  /** `YYYY-MM-DD`. */
  readonly readOn: string;
}

export interface Provider {
  readonly name: string;
  /** Hosts of the provider's wallet addresses. */
  readonly addressHosts: readonly string[];
  /** The page to sign up; absent if no source names it. */
  readonly signUp?: string;
  /** The page where users add a public key. If its query contains `{publicKey}`, the page reads the key from its URL (docs/wallets.md). */
  readonly keyPage?: string;
  /** The key's format on the key page: base64 of the JWK's JSON, or the JSON itself. */
  readonly keyForm: 'base64' | 'jwk';
  /** As the source words it; absent if it does not say. */
  readonly regions?: string;
  /** ISO 4217 codes. */
  readonly currencies?: readonly string[];
  /** A wallet with test money. */
  readonly isTest?: true;
  readonly sources: readonly ProviderSource[];
}

/** "Web Monetization-compatible wallets": names, regions, currencies. */
const WALLET_LIST: ProviderSource = { url: 'https://webmonetization.org/wallets', readOn: '2026-11-28' };
/** Its table `walletAddressToProvider`: hosts of addresses and key pages. */
const EXTENSION_KEY_PAGES: ProviderSource = {
  url: 'https://github.com/interledger/web-monetization-extension/blob/0021de6859adaad7cfa43df65a7f3a0006eb1afc/src/background/services/keyAutoAdd.ts',
  readOn: '2026-11-28',
};
/** The same extension's scripts for each wallet's key page: all of them send the JWK in base64. */
const EXTENSION_KEY_FORMS: ProviderSource = {
  url: 'https://github.com/interledger/web-monetization-extension/tree/main/src/content/keyAutoAdd',
  readOn: '2026-11-28',
};

const SOURCES = [EXTENSION_KEY_PAGES, EXTENSION_KEY_FORMS];

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Interledger Wallet',
    addressHosts: ['ilp.link', 'fynbos.me', 'interledger.app'],
    signUp: 'https://interledger.app/',
    keyPage: 'https://interledger.app/settings/keys',
    keyForm: 'base64',
    regions: 'USA, Canada, EU, South Africa',
    currencies: ['USD', 'CAD', 'EUR', 'ZAR'],
    sources: [WALLET_LIST, ...SOURCES],
  },
  {
    name: 'GateHub',
    addressHosts: ['ilp.gatehub.net'],
    signUp: 'https://gatehub.net/',
    keyPage: 'https://wallet.gatehub.net/#/wallets/',
    keyForm: 'base64',
    regions: 'USA, EU',
    currencies: ['USD', 'EUR'],
    sources: [WALLET_LIST, ...SOURCES],
  },
  {
    name: 'Chimoney',
    addressHosts: ['ilp.chimoney.com'],
    signUp: 'https://chimoney.app/',
    keyPage: 'https://dash.chimoney.io/interledger',
    keyForm: 'base64',
    regions: 'Global (100+ countries)',
    currencies: ['USD'],
    sources: [WALLET_LIST, ...SOURCES],
  },
  {
    name: 'Interledger Test Wallet',
    addressHosts: ['ilp.interledger-test.dev'],
    signUp: 'https://wallet.interledger-test.dev/',
    keyPage: 'https://wallet.interledger-test.dev/settings/developer-keys',
    keyForm: 'base64',
    isTest: true,
    sources: SOURCES,
  },
  // The following providers only have a page for keys. The sources name no page to sign up, so they are not offered as a new wallet.
  {
    name: 'Interledger Cards test wallet',
    addressHosts: ['ilp.interledger.cards'],
    keyPage: 'https://wallet.interledger.cards/settings/developer-keys',
    keyForm: 'base64',
    isTest: true,
    sources: SOURCES,
  },
  {
    name: 'Interledger Wallet sandbox',
    addressHosts: ['sandbox.ilp.link'],
    keyPage: 'https://sandbox.interledger.app/settings/keys',
    keyForm: 'base64',
    isTest: true,
    sources: SOURCES,
  },
  {
    name: 'GateHub sandbox',
    addressHosts: ['ilp.sandbox.gatehub.net'],
    keyPage: 'https://wallet.sandbox.gatehub.net/#/wallets/',
    keyForm: 'base64',
    isTest: true,
    sources: SOURCES,
  },
  {
    name: 'Chimoney sandbox',
    addressHosts: ['ilp-sandbox.chimoney.com'],
    keyPage: 'https://sandbox.chimoney.io/interledger',
    keyForm: 'base64',
    isTest: true,
    sources: SOURCES,
  },
];

/** The provider whose wallet addresses are at this host. */
export function providerOf(host: string): Provider | undefined {
  return PROVIDERS.find(({ addressHosts }) => addressHosts.includes(host));
}
