import { describe, expect, it } from 'vitest';
import { type Call, untilProven } from './plans.ts';

const call = (method: string, path: string): Call => ({ method, host: 'bank.test', path, nth: 1, isOurs: true });
const write = (label: string) => ({ label, nth: 1 });

const calls = [
  call('POST', '/quotes'),
  call('POST', '/outgoing-payments'),
  call('GET', '/incoming-payments/:id'),
  call('GET', '/checkout/sessions/:id/proof'),
  call('DELETE', '/continue/:id'),
];
const writes = ['payments:quoted', 'payments:submitting', 'payments:sending', 'payments:completed', 'tokens'].map(write);

describe('the stops until an order is proven', () => {
  it('are those from the answer to the payment until the proof is stored', () => {
    expect(untilProven({ way: 'consent', calls, writes }).map(({ part, name }) => `${part} ${name}`)).toEqual([
      'opencharge after POST bank:/outgoing-payments',
      'opencharge before GET bank:/incoming-payments/:id',
      'opencharge after GET bank:/incoming-payments/:id',
      'opencharge before GET bank:/checkout/sessions/:id/proof',
      'opencharge after GET bank:/checkout/sessions/:id/proof',
      'opencharge before write payments:sending',
      'opencharge after write payments:sending',
      'opencharge before write payments:completed',
      'opencharge after write payments:completed',
    ]);
  });

  it('are none in a purchase without a proof, which is a mistake of the campaign', () => {
    expect(() => untilProven({ way: 'consent', calls: calls.slice(0, 3), writes })).toThrow('a purchase that is not proven');
  });
});
