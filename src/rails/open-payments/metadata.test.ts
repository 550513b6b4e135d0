import { describe, expect, test } from 'vitest';
import type { Intent, Source } from '../../model/intent.ts';
import { ENTRY_POINTS } from '../../model/intent.ts';
import { orderMetadata } from './metadata.ts';

const intentFrom = (source: Source): Intent => ({
  requestId: 'order-7',
  source,
  request: { rail: 'open-payments', kind: 'walletAddress', target: 'https://wallet.example/shop' },
  items: [],
  pending: false,
});

describe('what a payee is told of an order', () => {
  test('the page that asked, and its own name for it', () => {
    const origin = 'https://shop.example';
    expect(orderMetadata(intentFrom({ kind: 'page', origin, topOrigin: origin, tabId: 1, frameId: 0, documentId: 'd' }))).toEqual({
      description: origin,
      externalRef: 'order-7',
    });
  });

  test.each(ENTRY_POINTS)('nothing of the page on which it was %s', (via) => {
    expect(orderMetadata(intentFrom({ kind: 'user', via, origin: 'https://clinic.example', tabId: 1 }))).toBeUndefined();
  });
});
