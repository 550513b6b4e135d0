import { expect, test } from 'vitest';
import { hostWithoutPath } from './typed-address.ts';

test.each([
  ['wallet.example', 'wallet.example'],
  ['  Wallet.Example/ ', 'wallet.example'],
  ['$wallet.example', 'wallet.example'],
  ['https://wallet.example//', 'wallet.example'],
  ['wallet.example:8443', 'wallet.example:8443'],
])('%j is a host alone', (typed, host) => {
  expect(hostWithoutPath(typed)).toBe(host);
});

test.each(['', 'anna', 'wallet.example/anna', '$wallet.example/anna', 'anna@wallet.example', 'my wallet, please', 'http://wallet.example'])(
  '%j is not',
  (typed) => {
    expect(hostWithoutPath(typed)).toBeUndefined();
  },
);
