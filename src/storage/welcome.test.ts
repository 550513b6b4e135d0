import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { indexedWelcome } from './welcome.ts';

test('is claimed once, also by two at the same time and after the storage was opened anew', async () => {
  const database = await openDatabase('welcome');
  const mark = indexedWelcome(database);
  expect((await Promise.all([mark.claim(), mark.claim()])).toSorted()).toEqual([false, true]);
  database.close();
  const again = await openDatabase('welcome');
  expect(await indexedWelcome(again).claim()).toBe(false);
  again.close();
});
