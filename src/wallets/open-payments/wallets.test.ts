import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import { openDatabase } from '../../storage/database.ts';
import { indexedWallets } from '../../storage/wallets.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { makeKey, signer, toBase64 } from './key.ts';
import type { FoundWallet } from './wallet.ts';
import { Wallets } from './wallets.ts';

let count = 0;

async function world() {
  const published = new Set<string>();
  const state = { reachable: true, inUse: false, facts: factsOf('customer') };
  const store = indexedWallets(await openDatabase(`wallets ${count++}`));
  const servers = {
    fetchWalletAddress: () => Promise.resolve(state.facts),
    publishes: (_address: string, { x }: { x: string }) =>
      state.reachable ? Promise.resolve(published.has(x)) : Promise.reject(new TenderError('unreachable', { params: { host: 'w' } })),
    isInUse: () => Promise.resolve(state.inUse),
    revoke: () => (state.reachable ? Promise.resolve() : Promise.reject(new TenderError('unreachable'))),
  };
  const wallets = new Wallets(store, servers, new VirtualClock(), () => undefined);
  const publish = async (kid: string): Promise<void> => void published.add((await store.key(kid))?.publicKey.x ?? '');
  return { wallets, store, state, published, publish };
}

function factsOf(name: string): FoundWallet {
  return {
    address: `https://wallet.example/${name}`,
    publicName: name,
    asset: { code: 'USD', scale: 2 },
    authServer: 'https://auth.example/',
    resourceServer: 'https://wallet.example/op',
  };
}

describe('linking', () => {
  it('waits for the key, notices it, and makes the first wallet the default', async () => {
    const { wallets, publish } = await world();
    const { id, keyId, status } = await wallets.link('$wallet.example/customer');
    expect(status).toBe('waiting');
    expect(await wallets.defaultId()).toBeUndefined();
    await publish(keyId);
    await wallets.check(id);
    expect((await wallets.list())[0]?.status).toBe('linked');
    expect(await wallets.defaultId()).toBe(id);
  });

  it('again while it waits keeps the key; afterwards it says so', async () => {
    const { wallets, publish } = await world();
    const { id, keyId } = await wallets.link('a');
    expect((await wallets.link('a')).keyId).toBe(keyId);
    await publish(keyId);
    await wallets.check(id);
    await expect(wallets.link('a')).rejects.toMatchObject({ code: 'already-linked' });
  });

  it('says first where an address of the user’s own leads, and links nothing', async () => {
    const { wallets, state } = await world();
    state.facts = { ...factsOf('customer'), ledFrom: 'me.example' };
    await expect(wallets.link('$me.example')).rejects.toMatchObject({
      code: 'address-leads-on',
      params: { host: 'me.example', actual: 'https://wallet.example/customer' },
    });
    expect(await wallets.list()).toEqual([]);
    state.facts = factsOf('customer');
    expect(await wallets.link('https://wallet.example/customer')).not.toHaveProperty('ledFrom');
  });

  it('refuses a wallet without a public name', async () => {
    const { wallets, state } = await world();
    const { publicName: _, ...nameless } = state.facts;
    state.facts = nameless;
    await expect(wallets.link('a')).rejects.toMatchObject({ code: 'wallet-nameless' });
  });
});

describe('a linked wallet', () => {
  it('whose key was removed cannot pay, and can again when it is back', async () => {
    const { wallets, published, publish } = await world();
    const { id, keyId } = await wallets.link('a');
    await publish(keyId);
    await wallets.check(id);
    published.clear();
    await wallets.check(id);
    expect((await wallets.list())[0]?.status).toBe('key-removed');
    expect(await wallets.defaultId()).toBeUndefined();
    await publish(keyId);
    await wallets.check(id);
    expect((await wallets.list())[0]?.status).toBe('linked');
  });

  it('keeps its state when the wallet cannot be reached, and says why', async () => {
    const { wallets, state, publish } = await world();
    const { id, keyId } = await wallets.link('a');
    await publish(keyId);
    await wallets.check(id);
    state.reachable = false;
    await wallets.check(id);
    expect((await wallets.list())[0]).toMatchObject({ status: 'linked', problem: { code: 'unreachable' } });
  });

  it('signs with the old key until the new one is published', async () => {
    const { wallets, store, publish } = await world();
    const { id, keyId } = await wallets.link('a');
    await publish(keyId);
    await wallets.check(id);
    await wallets.replaceKey(id);
    const newKeyId = (await wallets.list())[0]?.newKeyId ?? '';
    await wallets.check(id);
    expect((await wallets.get(id)).keyId).toBe(keyId);
    await publish(newKeyId);
    await wallets.check(id);
    expect((await wallets.get(id)).keyId).toBe(newKeyId);
    expect(await store.key(keyId)).toBeUndefined();
  });

  it('keeps its old key while a payment that it sent is on its way', async () => {
    const { wallets, state, publish } = await world();
    const { id, keyId } = await wallets.link('a');
    await publish(keyId);
    await wallets.check(id);
    await wallets.replaceKey(id);
    await publish((await wallets.list())[0]?.newKeyId ?? '');
    state.inUse = true;
    await wallets.check(id);
    expect((await wallets.get(id)).keyId).toBe(keyId);
    await wallets.unlink(id);
    expect(await wallets.list()).toEqual([]);
    expect((await wallets.get(id)).keyId).toBe(keyId);
    state.inUse = false;
    await wallets.forgetUnlinked();
    await expect(wallets.get(id)).rejects.toMatchObject({ code: 'no-wallet' });
  });

  it('loses nothing of what happens while the wallet is looked at', async () => {
    const { wallets, publish } = await world();
    const { id, keyId } = await wallets.link('a');
    await publish(keyId);
    const looking = wallets.check(id);
    await wallets.replaceKey(id);
    await looking;
    expect((await wallets.list())[0]).toMatchObject({ status: 'linked', newKeyId: expect.any(String) as unknown });
  });

  it('whose key the storage lost gets a new one, and can be mended or unlinked', async () => {
    const { wallets, store } = await world();
    const { id, keyId } = await wallets.link('a');
    await store.deleteKey(keyId);
    const fresh = await wallets.publicKey(id, keyId);
    expect((await wallets.list())[0]).toMatchObject({ status: 'key-removed', keyId: fresh.kid });
  });

  it('can be unlinked while its wallet is unreachable, and leaves no key', async () => {
    const { wallets, store, state } = await world();
    const { id, keyId } = await wallets.link('a');
    state.reachable = false;
    await wallets.unlink(id);
    expect(await wallets.list()).toEqual([]);
    expect(await store.key(keyId)).toBeUndefined();
    await expect(wallets.get(id)).rejects.toMatchObject({ code: 'no-wallet' });
  });
});

describe('a key', () => {
  it('is Ed25519 as Open Payments writes it, and its private half cannot leave', async () => {
    const key = await makeKey();
    expect(key.publicKey).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', kid: key.kid });
    expect(JSON.parse(atob(toBase64(key.publicKey)))).toEqual(key.publicKey);
    await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow();
    const data = new TextEncoder().encode('what is signed');
    const { x, kty, crv } = key.publicKey;
    const verifier = await crypto.subtle.importKey('jwk', { x, kty, crv }, 'Ed25519', true, ['verify']);
    const signature = await signer(key)(data);
    expect(signature).toHaveLength(64);
    expect(await crypto.subtle.verify('Ed25519', verifier, new Uint8Array(signature), data)).toBe(true);
  });
});
