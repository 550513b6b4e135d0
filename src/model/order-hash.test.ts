import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { orderHash, orderJson } from './order-hash.ts';

const total = { value: '1400.00', currency: 'MXN' };

describe('the hash of an order', () => {
  it('is SHA-256 over canonical JSON, whatever order the fields came in', async () => {
    const items = [{ pending: false, label: 'Schuhe "groß" 👟', amount: { value: '1400.00', currency: 'MXN' } }];
    const json =
      '{"items":[{"amount":{"currency":"MXN","value":"1400.00"},"label":"Schuhe \\"groß\\" 👟"}],"total":{"currency":"MXN","value":"1400.00"}}';
    expect(orderJson({ items, total })).toBe(json);
    expect(await orderHash({ items, total })).toBe(createHash('sha256').update(json).digest('hex'));
  });

  it('tells apart what differs: a digit, a label, an item, what is not final', async () => {
    const item = { label: 'Shoes', amount: total };
    const orders = [
      { items: [], total },
      { items: [item], total },
      { items: [item], total: { ...total, value: '1400.0' } },
      { items: [{ ...item, label: 'Shoes ' }], total },
      { items: [{ ...item, pending: true }], total },
      { items: [item, item], total },
    ];
    expect(new Set(await Promise.all(orders.map((order) => orderHash(order)))).size).toBe(orders.length);
  });
});
