import type { OptionsView, OptionsWallet } from '../../src/messages/options.ts';

/** Views of the options page. */

const jwk = (kid: string) => ({ kid, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }) as const;
const keyOf = (kid: string) => ({ jwk: jwk(kid), base64: btoa(JSON.stringify(jwk(kid))) });

export const waiting: OptionsWallet = {
  id: 'w1',
  address: 'https://cloudnine.example/anna',
  host: 'cloudnine.example',
  name: 'Cloud Nine',
  asset: { code: 'USD', scale: 2 },
  status: 'waiting',
  isDefault: true,
  key: keyOf('2f1c7d9e-6a55-4a21-9b35-0d6f0b6a4c11'),
  checkedAt: Date.UTC(2026, 10, 21, 9, 30),
  keyPage: { url: 'https://cloudnine.example/add?publicKey=e30&name=Tender', host: 'cloudnine.example', kind: 'asks', key: 'the key' },
};
const { keyPage: _given, ...known } = waiting;
export const linked: OptionsWallet = { ...known, status: 'linked' };
const other: OptionsWallet = {
  ...linked,
  id: 'w2',
  address: 'https://pebble.example/accounts/anna-of-the-many-letters',
  host: 'pebble.example',
  name: 'Pebble',
  asset: { code: 'JPY', scale: 0 },
  isDefault: false,
};

const linking = (answer: Omit<NonNullable<OptionsView['linking']>, 'ticket'>) => ({ ticket: 'TICKET', ...answer });

/** `TICKET` stands for the ticket that the page chose. */
const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 });
const terms = { id: 'allowance:1', limit: usd('50000'), period: 'month' } as const;
const active = { ...terms, cap: usd('10000'), spent: usd('8080'), left: usd('41920'), renewsAt: Date.UTC(2026, 11, 1) };
const allowing = (allowance: NonNullable<OptionsWallet['allowance']>): OptionsView => ({
  wallets: [{ ...linked, allowance }],
  orderWaits: false,
});

export const OPTIONS_STATES: Readonly<Record<string, OptionsView>> = {
  first: { wallets: [], orderWaits: false },
  damaged: { wallets: [], orderWaits: false, damaged: ['https://cloudnine.example/anna'] },
  'order-waits': { wallets: [], orderWaits: true },
  waiting: { wallets: [waiting], orderWaits: true },
  'waiting-to-paste': {
    wallets: [
      {
        ...waiting,
        keyPage: {
          url: 'https://my.cloudnine.example/settings/developer-keys',
          host: 'my.cloudnine.example',
          kind: 'paste',
          key: 'the key',
        },
      },
      { ...other, status: 'waiting', keyPage: { url: 'https://pebble.example/', host: 'pebble.example', kind: 'site', key: 'the key' } },
      { ...other, id: 'w3', address: 'https://slow.example/anna', host: 'slow.example', name: 'Still asked', status: 'waiting' },
    ],
    orderWaits: false,
  },
  linked: { wallets: [linked], orderWaits: false },
  'allowance-none': allowing({}),
  'allowance-asking': allowing({ asking: terms }),
  'allowance-active': allowing({ active }),
  'allowance-raising': allowing({
    active: { ...active, spent: usd('60000'), left: usd('0') },
    asking: { ...terms, id: 'allowance:2', limit: usd('18446744073709551615') },
  }),
  'allowance-failed': allowing({ failed: { id: 'allowance:3', code: 'unreachable', params: { host: 'auth.cloudnine.example' } } }),
  'allowance-ended': allowing({ failed: { id: 'allowance:3', code: 'right-revoked', params: {}, hasHeld: true } }),
  'allowance-denied': allowing({ active, failed: { id: 'allowance:3', code: 'consent-denied', params: {} } }),
  accounts: {
    wallets: [],
    accounts: [
      {
        id: 'a1',
        host: 'connector.example',
        url: 'wss://connector.example/accounts/anna/ilp/btp',
        name: 'anna',
        asset: { code: 'USD', scale: 9 },
      },
      { id: 'a2', host: 'xn--strm-5qa.example', url: `https://strëm.example/${'ilp/'.repeat(60)}`, asset: { code: 'XRP', scale: 6 } },
    ],
    orderWaits: false,
  },
  several: {
    wallets: [
      linked,
      { ...other, newKey: keyOf('9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d') },
      {
        ...other,
        id: 'w3',
        name: `\u202E${'Endless '.repeat(500)}`,
        status: 'key-removed',
        problem: { code: 'unreachable', params: { host: 'pebble.example' } },
      },
      { ...other, id: 'w4', name: 'Third', key: keyOf('w4') },
    ],
    orderWaits: false,
  },
};

export const LINK_ANSWERS: Readonly<Record<string, OptionsView>> = {
  failed: {
    wallets: [],
    orderWaits: false,
    linking: linking({ state: 'failed', problem: { code: 'not-a-wallet-address', params: { host: 'shop.example' } } }),
  },
  permission: {
    wallets: [],
    orderWaits: false,
    linking: linking({
      state: 'failed',
      problem: { code: 'unreachable', params: { host: 'cloudnine.example' } },
      permissionFor: ['https://cloudnine.example', 'https://auth.cloudnine.example'],
    }),
  },
  // The last, as nothing can be asked while it holds.
  led: {
    wallets: [],
    orderWaits: false,
    linking: linking({
      state: 'failed',
      problem: { code: 'address-leads-on', params: { host: 'anna.example', actual: 'https://cloudnine.example/anna' } },
    }),
  },
  working: { wallets: [], orderWaits: false, linking: linking({ state: 'working' }) },
};
