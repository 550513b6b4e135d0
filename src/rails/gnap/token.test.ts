import { describe, expect, test } from 'vitest';
import { TenderError } from '../../model/errors.ts';
import type { AccessToken, TokenStore } from '../../model/payer-wallet.ts';
import { Refusal } from '../http/refusal.ts';
import { singleFlight } from './single-flight.ts';
import type { TokenSource } from './token.ts';
import { tokenKeeper } from './token.ts';

const NOW = 1_000_000;
const dead = new Refusal({ host: 'wallet.example', status: 403, description: 'Inactive Token' });
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** A wallet with one living token at a time, which counts what it is asked. */
function world(stored?: AccessToken, { rotates = true } = {}) {
  const onDisk = new Map<string, AccessToken>(stored ? [['k', stored]] : []);
  const counts = { obtained: 0, rotated: 0, used: 0 };
  let living = stored?.value ?? '';
  let serial = 0;
  const next = (): AccessToken => {
    living = `t${++serial}`;
    return { value: living, manage: `https://a.example/token/${serial}`, expiresAt: NOW + 600_000 };
  };
  const store: TokenStore = {
    get: async (key) => {
      await tick();
      return onDisk.get(key);
    },
    put: async (key, token) => {
      await tick();
      onDisk.set(key, token);
    },
    delete: async (key) => void onDisk.delete(key),
  };
  const source: TokenSource = {
    storeKey: 'k',
    obtain: async () => {
      counts.obtained += 1;
      await tick();
      return next();
    },
    rotate: async () => {
      counts.rotated += 1;
      await tick();
      return rotates ? next() : undefined;
    },
  };
  const use = async (token: AccessToken): Promise<string> => {
    counts.used += 1;
    expect(onDisk.get('k')?.value).toBe(token.value);
    await tick();
    if (token.value !== living) throw dead;
    return token.value;
  };
  return { counts, keeper: tokenKeeper(store, () => NOW, singleFlight()), source, use, kill: () => (living = 'none'), onDisk };
}

const fresh: AccessToken = { value: 'old', manage: 'https://a.example/token/0', expiresAt: NOW + 600_000 };

describe('a token', () => {
  test('is asked for once and then kept', async () => {
    const { keeper, source, use, counts } = world();
    expect(await keeper.withToken(source, use)).toBe('t1');
    expect(await keeper.withToken(source, use)).toBe('t1');
    expect(counts).toEqual({ obtained: 1, rotated: 0, used: 2 });
  });

  test('that is dead is rotated once', async () => {
    const { keeper, source, use, counts, kill } = world(fresh);
    kill();
    expect(await keeper.withToken(source, use)).toBe('t1');
    expect(counts).toEqual({ obtained: 0, rotated: 1, used: 2 });
  });

  test('that does not rotate is replaced by a new grant', async () => {
    const { keeper, source, use, counts, kill } = world(fresh, { rotates: false });
    kill();
    expect(await keeper.withToken(source, use)).toBe('t1');
    expect(counts).toEqual({ obtained: 1, rotated: 1, used: 2 });
  });

  test('that is over by the clock is rotated before it is used', async () => {
    const { keeper, source, use, counts } = world({ ...fresh, expiresAt: NOW + 1000 });
    expect(await keeper.withToken(source, use)).toBe('t1');
    expect(counts).toEqual({ obtained: 0, rotated: 1, used: 1 });
  });

  test('without an expiry is used until it is dead', async () => {
    const { keeper, source, use } = world({ value: fresh.value, manage: fresh.manage });
    expect(await keeper.withToken(source, use)).toBe('old');
  });

  test('that stays dead is not renewed again and again', async () => {
    const { keeper, source, counts } = world(fresh);
    await expect(keeper.withToken(source, () => Promise.reject(dead))).rejects.toBe(dead);
    expect(counts).toMatchObject({ rotated: 1, obtained: 0 });
  });

  test('that is alive but too narrow is not renewed', async () => {
    const { keeper, source, counts } = world(fresh);
    const narrow = new Refusal({ host: 'a', status: 403, description: 'Insufficient Grant' });
    await expect(keeper.withToken(source, () => Promise.reject(narrow))).rejects.toBe(narrow);
    expect(counts).toMatchObject({ rotated: 0, obtained: 0 });
  });

  test('is obtained again after a failure', async () => {
    const { keeper, source, use } = world();
    const down = { ...source, obtain: () => Promise.reject(new TenderError('unreachable')) };
    await expect(keeper.withToken(down, use)).rejects.toMatchObject({ code: 'unreachable' });
    expect(await keeper.withToken(source, use)).toBe('t1');
  });
});

test.each([2, 10, 100])('%i at once: one grant, later one rotation', async (many) => {
  const { keeper, source, use, counts, kill } = world();
  const all = (): Promise<string[]> => Promise.all(Array.from({ length: many }, () => keeper.withToken(source, use)));
  expect(new Set(await all())).toEqual(new Set(['t1']));
  expect(counts).toMatchObject({ obtained: 1, rotated: 0 });
  kill();
  expect(new Set(await all())).toEqual(new Set(['t2']));
  expect(counts).toMatchObject({ obtained: 1, rotated: 1 });
});
