import { describe, expect, it } from 'vitest';
import { routeOf } from './route.ts';

describe('the address of a place on the options page', () => {
  it.each([
    ['', { place: 'wallets' }],
    ['#safety', { place: 'safety' }],
    ['#welcome', { place: 'welcome' }],
    ['#history', { place: 'history' }],
    ['#history/', { place: 'history' }],
    ['#history/p1', { place: 'history', receipt: 'p1' }],
    ['#safety/p1', { place: 'safety' }],
    ['#toString', { place: 'wallets' }],
    ['#elsewhere/p1', { place: 'wallets' }],
  ])('%s', (hash, address) => {
    expect(routeOf(hash)).toEqual(address);
  });
});
