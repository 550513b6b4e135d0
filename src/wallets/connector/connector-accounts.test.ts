import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { TenderError } from '../../model/errors.ts';
import { openDatabase } from '../../storage/database.ts';
import { indexedUplinks } from '../../storage/uplinks.ts';
import { openSecret, wrapSecret } from './connector-account.ts';
import type { UplinkServers } from './connector-accounts.ts';
import { Uplinks } from './connector-accounts.ts';

let count = 0;

async function world(answers = true) {
  const database = await openDatabase(`uplinks ${count++}`);
  const servers: UplinkServers = {
    parseUrl: (url) => ({ protocol: url.startsWith('wss:') ? 'btp' : 'http', url }),
    readAccount: () =>
      answers
        ? Promise.resolve({ address: 'test.connector.carla', asset: { code: 'USD', scale: 9 } })
        : Promise.reject(new TenderError('uplink-refused')),
  };
  return { database, uplinks: new Uplinks(indexedUplinks(database), servers, new VirtualClock(), () => undefined) };
}

const typed = { url: 'wss://connector.example/accounts/carla/ilp/btp', name: 'carla', secret: 'a secret of carla' };

test('a linked account is what its server says, and its secret is not in what is stored', async () => {
  const { database, uplinks } = await world();
  const { id } = await uplinks.link(typed);
  expect(await uplinks.list()).toMatchObject([{ id, protocol: 'btp', name: 'carla', asset: { code: 'USD', scale: 9 } }]);
  const [row] = await database.getAll('uplinks');
  const bytes = JSON.stringify(row, (_, value: unknown) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value));
  expect(bytes).not.toContain('a secret');
  expect(JSON.stringify(await uplinks.list())).not.toContain('a secret');
  expect(await (await uplinks.find(id))?.access()).toMatchObject({ username: 'carla', secret: 'a secret of carla' });
});

test('the key that wraps a secret cannot leave', async () => {
  const wrapped = await wrapSecret('x');
  await expect(crypto.subtle.exportKey('raw', wrapped.key)).rejects.toThrow();
  wrapped.sealed[0] = (wrapped.sealed[0] ?? 0) ^ 1;
  await expect(openSecret(wrapped)).rejects.toThrow();
});

test('the same account again takes the new secret and keeps its id', async () => {
  const { uplinks } = await world();
  const { id } = await uplinks.link(typed);
  expect((await uplinks.link({ ...typed, secret: 'new' })).id).toBe(id);
  expect(await uplinks.list()).toHaveLength(1);
  expect(await (await uplinks.find(id))?.access()).toMatchObject({ secret: 'new' });
});

test('what its server refuses is not linked, and what is unlinked is gone', async () => {
  const refusing = await world(false);
  await expect(refusing.uplinks.link(typed)).rejects.toMatchObject({ code: 'uplink-refused' });
  expect(await refusing.uplinks.list()).toEqual([]);
  const { uplinks, database } = await world();
  const { id } = await uplinks.link(typed);
  await uplinks.unlink(id);
  expect(await uplinks.find(id)).toBeUndefined();
  expect(await database.getAll('uplinks')).toEqual([]);
});

test('a wallet’s id is none of an account', async () => {
  const { uplinks } = await world();
  expect(await uplinks.find('https://wallet.example/anna')).toBeUndefined();
});
