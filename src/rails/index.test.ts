import { expect, it } from 'vitest';
import { VirtualClock } from '../../tests/support/virtual-clock.ts';
import type { RailsDeps } from './index.ts';
import { openRails } from './index.ts';

// Nothing of it is used before a payment.
const deps = { clock: new VirtualClock(), policy: 'production', ownPages: 'chrome-extension://tender/' } as unknown as RailsDeps;
const rails = [...openRails(deps).values()];

it('answer to each key of a page once', () => {
  const kinds = rails.flatMap((rail) => rail.kinds);
  expect(kinds.toSorted()).toEqual([...new Set(kinds)].toSorted());
  expect(kinds).toContain('incomingPayment');
});

it('that move no money have no key for pages and no linked wallet, as what is practice is counted nowhere', () => {
  const practice = rails.filter((rail) => rail.practice !== undefined);
  expect(practice.map(({ kinds, payers, allowances }) => ({ kinds, payers, allowances }))).toEqual([{ kinds: [], payers: [] }]);
  for (const rail of practice) for (const { asset } of rail.practice?.wallets ?? []) expect(asset.code).toBe('XTS');
});
