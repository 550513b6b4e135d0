import { expect, it } from 'vitest';
import { INTENT, ModelWorld } from '../../tests/support/model-world.ts';
import type { Payer } from '../model/payer-wallet.ts';
import type { Rail } from '../model/rail.ts';
import { Payers } from './payers.ts';

const asset = { code: 'USD', scale: 2 };
const own: Payer = { id: 'own', address: 'https://own.example/', asset };
const wallets = [
  { id: 'first', address: 'https://w.example/1', asset, status: 'linked' },
  { id: 'chosen', address: 'https://w.example/2', asset, status: 'linked' },
  { id: 'waiting', address: 'https://w.example/3', asset, status: 'waiting' },
];
const account = { id: 'account', url: 'wss://c.example/', asset };

function payers(defaultId: string | undefined) {
  const model = new ModelWorld().rails.get('model');
  if (!model) throw new Error('no rail');
  const practice = { order: INTENT, wallets: [own] };
  const rails = new Map<string, Rail>([
    ['model', model],
    ['by-account', { ...model, payers: ['connector'] }],
    ['practice', { ...model, payers: [], practice }],
  ]);
  const parts = {
    wallets: { list: () => Promise.resolve(wallets), defaultId: () => Promise.resolve(defaultId) },
    accounts: { list: () => Promise.resolve([account]) },
  };
  // Only these parts are used.
  const { wallets: linked, accounts } = parts as unknown as Record<keyof typeof parts, never>;
  return new Payers(linked, accounts, () => rails);
}

const asking = (rail: string) => ({ ...INTENT, request: { ...INTENT.request, rail } });
const ids = (all: readonly Payer[]) => all.map(({ id }) => id);

it('are the linked ones of the kinds that the rail names, and its own', async () => {
  const all = payers('chosen');
  expect(ids(await all.for(asking('model')))).toEqual(['first', 'chosen']);
  expect(ids(await all.for(asking('by-account')))).toEqual(['account']);
  expect(ids(await all.for(asking('practice')))).toEqual(['own']);
  expect(ids(await all.for(asking('unknown')))).toEqual([]);
  expect(ids(await all.all())).not.toContain('own');
});

it('pay by the default wallet only what it can pay', async () => {
  expect(await payers('chosen').defaultFor(asking('model'))).toBe('chosen');
  expect(await payers('chosen').defaultFor(asking('by-account'))).toBe('account');
  expect(await payers('chosen').defaultFor(asking('practice'))).toBe('own');
  expect(await payers(undefined).defaultFor(asking('model'))).toBe('first');
  expect(await payers(undefined).defaultFor(asking('practice'))).toBe('own');
});
