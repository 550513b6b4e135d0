import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf, naiveJson, sha256Hex } from './canonical-json.ts';
import { isSignedObject, isSignedText, publicKeyOf, signObject, signText, withHighS, withWrongV } from './signature.ts';
import { requestText } from './signed-request.ts';

const SECRET = '11'.repeat(32);
const PUBLIC =
  '4f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa385b6b1b8ead809ca67454d9683fcf2ba03456d6fe2c4abe2b07f0fbdbb2f1c1';
const ORDER_SIGNATURE =
  'b8441a0316baca9560bd53cb41409ab697b3c547c4a0a4f45c62a774609e477d7961ee487617c00f97248e44e725918a212e308abd5757d90c250bd36365beef1c';

/** The order of the documents. */
const order = {
  id: 'ord_abc123',
  ocid: 500,
  reference: 'INV-001',
  amount: '99.99',
  currency: 'USD',
  items: [{ id: 'item_001', name: 'Product A', quantity: 1, price: '99.99' }],
  memo: 'Order from Merchant Store',
  createdAt: 1706313600,
  expiresAt: 1706400000,
  accepts: [100, 101, 102],
};

describe('the vectors of the protocol', () => {
  test('public key: x and y without the leading 04', () => {
    expect(publicKeyOf(SECRET)).toBe(PUBLIC);
  });

  test('order: recursive canonical JSON, its digest, and a deterministic low-S signature', () => {
    expect(digestOf(order)).toBe('7a4a7a8ee2df3e56d5e6cce997426e19f393dd1c55c777617e1ff15d7e3df983');
    expect(signObject(order, SECRET)).toBe(ORDER_SIGNATURE);
    expect(isSignedObject(order, ORDER_SIGNATURE, PUBLIC)).toBe(true);
  });

  test('request: over the bytes of the body', () => {
    const urls = { success: 'https://merchant.example/checkout/success', cancel: 'https://merchant.example/checkout/cancel' };
    const body = JSON.stringify({ order, signature: ORDER_SIGNATURE, merchantOcid: 500, urls });
    expect(sha256Hex(body)).toBe('274133b12411c37238d68b4c72a63c1b739745cc6bcecec1e424f2d60e50461d');
    const path = '/opencharge/checkout/create';
    const text = requestText({ ocid: '200', timestamp: '1706500000', nonce: 'req_abc123', method: 'POST', path, body });
    expect(signText(text, SECRET)).toBe(
      '0a21d5c969230126bbc5e50a261e5d64b5656eaa28ba6bdd5b1f55ec2385c9851cddfd1e4340b6e4a0f6c3ed58f6a96b756aeefa5abab3b276c93a13a2ebe78b1b',
    );
  });
});

describe('a signature is refused', () => {
  test.each([
    ['with a high s', withHighS(ORDER_SIGNATURE)],
    ['with the other v', withWrongV(ORDER_SIGNATURE)],
    ['with another v', `${ORDER_SIGNATURE.slice(0, 128)}1d`],
    ['without v', ORDER_SIGNATURE.slice(0, 128)],
    ['in capitals', ORDER_SIGNATURE.toUpperCase()],
    ['with 0x', `0x${ORDER_SIGNATURE}`],
    ['of zeros', `${'0'.repeat(128)}1b`],
    ['that is empty', ''],
  ])('%s', (_name, signature) => {
    expect(isSignedObject(order, signature, PUBLIC)).toBe(false);
  });

  test('for another amount, item price, or key', () => {
    expect(isSignedObject({ ...order, amount: '9.99' }, ORDER_SIGNATURE, PUBLIC)).toBe(false);
    const items = order.items.map((item) => ({ ...item, price: '0.01' }));
    expect(isSignedObject({ ...order, items }, ORDER_SIGNATURE, PUBLIC)).toBe(false);
    expect(isSignedObject(order, ORDER_SIGNATURE, publicKeyOf('22'.repeat(32)))).toBe(false);
    expect(isSignedObject(order, ORDER_SIGNATURE, 'ff'.repeat(64))).toBe(false);
  });

  test("over the sample code's JSON, which loses nested keys", () => {
    const items = order.items.map((item) => ({ ...item, price: '0.01' }));
    expect(naiveJson(order)).toBe(naiveJson({ ...order, items }));
    const signature = signText(naiveJson(order), SECRET);
    expect(isSignedText(naiveJson(order), signature, PUBLIC)).toBe(true);
    expect(isSignedObject(order, signature, PUBLIC)).toBe(false);
  });
});

test('canonical JSON sorts keys at all levels and leaves lists in their order', () => {
  expect(canonicalJson({ b: [2, { d: null, c: 'é"' }], a: undefined, A: true })).toBe('{"A":true,"b":[2,{"c":"é\\"","d":null}]}');
});
