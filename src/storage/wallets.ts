import * as v from 'valibot';
import { rowSchema } from './row-schema.ts';
import { isErrorCode } from '../model/errors.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { AccessToken, TokenStore } from '../model/payer-wallet.ts';
import type { SigningKey } from '../wallets/open-payments/key.ts';
import type { LinkedWallet } from '../wallets/open-payments/wallet.ts';
import type { WalletStore } from '../wallets/open-payments/wallets.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';

const DEFAULT_WALLET = 'defaultWallet';
const STRICT = { durability: 'strict' } as const;

const walletRow = rowSchema<LinkedWallet>()(
  v.object({
    id: v.string(),
    address: v.string(),
    publicName: v.exactOptional(v.string()),
    asset: v.object({ code: v.string(), scale: v.number() }),
    authServer: v.string(),
    resourceServer: v.string(),
    status: v.picklist(['waiting', 'linked', 'key-removed', 'leaving']),
    keyId: v.string(),
    newKeyId: v.exactOptional(v.string()),
    linkedAt: v.number(),
    checkedAt: v.exactOptional(v.number()),
    problem: v.exactOptional(
      v.object({
        code: v.custom<ErrorCode>((text) => typeof text === 'string' && isErrorCode(text)),
        params: v.record(v.string(), v.string()),
      }),
    ),
  }),
);

const keyRow = v.object({
  kid: v.string(),
  publicKey: v.object({ kid: v.string(), x: v.string(), alg: v.literal('EdDSA'), kty: v.literal('OKP'), crv: v.literal('Ed25519') }),
  privateKey: v.instance(CryptoKey),
});

const tokenRow = rowSchema<AccessToken>()(v.object({ value: v.string(), manage: v.string(), expiresAt: v.exactOptional(v.number()) }));

/** Linked wallets and their keys in IndexedDB. An unreadable row stays unchanged and is reported; its wallet can be linked again. */
export function indexedWallets(database: Database): WalletStore {
  return {
    all: () =>
      stored(async () => {
        const wallets = (await database.getAll('wallets')).flatMap((row) => read(walletRow, row) ?? []);
        return wallets.toSorted((a: LinkedWallet, b: LinkedWallet) => a.linkedAt - b.linkedAt);
      }),
    damaged: () =>
      stored(async () => {
        const ids = await database.getAllKeys('wallets');
        const rows = await Promise.all(ids.map((id) => database.get('wallets', id)));
        return ids.filter((_, index) => read(walletRow, rows[index]) === undefined);
      }),
    get: (id) => stored(async () => read(walletRow, await database.get('wallets', id))),
    put: (wallet) => stored(async () => void (await database.put('wallets', wallet))),
    delete: (id) => stored(() => database.delete('wallets', id)),
    key: (kid) => stored(async () => read(keyRow, await database.get('keys', kid))),
    putKey: (key: SigningKey) => stored(async () => void (await database.put('keys', key, key.kid))),
    deleteKey: (kid) => stored(() => database.delete('keys', kid)),
    defaultId: () => stored(async () => read(v.string(), await database.get('settings', DEFAULT_WALLET))),
    setDefault: (id) =>
      stored(async () => {
        if (id === undefined) await database.delete('settings', DEFAULT_WALLET);
        else await database.put('settings', id, DEFAULT_WALLET);
      }),
  };
}

/** Access tokens that are used for several payments, in IndexedDB. Writes are durable: losing a rotated token would lose the consent. */
export function indexedTokens(database: Database): TokenStore {
  const write = (key: string, token: AccessToken | undefined): Promise<void> =>
    stored(async () => {
      const transaction = database.transaction('tokens', 'readwrite', STRICT);
      if (token) await transaction.store.put(token, key);
      else await transaction.store.delete(key);
      await transaction.done;
    });
  return {
    get: (key) => stored(async () => read(tokenRow, await database.get('tokens', key))),
    put: write,
    delete: (key) => write(key, undefined),
  };
}
