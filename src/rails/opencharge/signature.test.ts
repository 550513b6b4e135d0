import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, keyOf, publicKeyOf, sign, signText } from '../../../tests/rails/opencharge-parties.ts';
import { canonicalJson } from './canonical-json.ts';
import { isHashSignedBy, isSignedBy } from './signature.ts';

// The vectors were computed apart from this code (RFC 6979, low s), for the secret key 0x11…11.
const KEY =
  '4f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa385b6b1b8ead809ca67454d9683fcf2ba03456d6fe2c4abe2b07f0fbdbb2f1c1';
const ORDER = {
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
const ORDER_SHA256 = '7a4a7a8ee2df3e56d5e6cce997426e19f393dd1c55c777617e1ff15d7e3df983';
const ORDER_SIGNATURE =
  'b8441a0316baca9560bd53cb41409ab697b3c547c4a0a4f45c62a774609e477d7961ee487617c00f97248e44e725918a212e308abd5757d90c250bd36365beef1c';
const PROOF_SHA256 = '3c2009aa9da528e991be37ff95cfb3299c2c4cc4330f721c968d423286d66751';
const PROOF_SIGNATURE =
  '6ff698eed14b112793db17aba9f3aca7a5b4b0bab62805df179a6846211e7a031906b64c6a1bab38b276073a8d6d1cb2af28a1b115eee3f693b8260a5dfb545b1b';
const REQUEST = [
  '200',
  '1706500000',
  'req_abc123',
  'POST',
  '/opencharge/checkout/create',
  '274133b12411c37238d68b4c72a63c1b739745cc6bcecec1e424f2d60e50461d',
].join('\n');
const REQUEST_SIGNATURE =
  '0a21d5c969230126bbc5e50a261e5d64b5656eaa28ba6bdd5b1f55ec2385c9851cddfd1e4340b6e4a0f6c3ed58f6a96b756aeefa5abab3b276c93a13a2ebe78b1b';
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const sha256 = async (text: string) => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

describe('the vectors', () => {
  it('an order is hashed with its items in full', async () => {
    expect(await sha256(canonicalJson(ORDER))).toBe(ORDER_SHA256);
  });

  it('order, proof and request verify', async () => {
    expect(await isSignedBy(canonicalJson(ORDER), ORDER_SIGNATURE, KEY)).toBe(true);
    expect(isHashSignedBy(Buffer.from(PROOF_SHA256, 'hex'), PROOF_SIGNATURE, KEY)).toBe(true);
    expect(await isSignedBy(REQUEST, REQUEST_SIGNATURE, KEY)).toBe(true);
  });
});

describe('a signature that anybody could have made from a good one', () => {
  const text = canonicalJson(ORDER);
  const r = ORDER_SIGNATURE.slice(0, 64);
  const s = BigInt(`0x${ORDER_SIGNATURE.slice(64, 128)}`);
  const highS = (N - s).toString(16).padStart(64, '0');

  it.each([
    ['high s, and the v that belongs to it', `${r}${highS}1b`],
    ['high s', `${r}${highS}1c`],
    ['the other v', `${ORDER_SIGNATURE.slice(0, 128)}1b`],
    ['a v of another protocol', `${ORDER_SIGNATURE.slice(0, 128)}01`],
    ['no v', ORDER_SIGNATURE.slice(0, 128)],
    ['more than there is', `${ORDER_SIGNATURE}00`],
    ['a prefix', `0x${ORDER_SIGNATURE}`],
    ['zeros', `${'0'.repeat(128)}1b`],
    ['r beyond the field', `${'f'.repeat(64)}${ORDER_SIGNATURE.slice(64)}`],
    ['a newline behind it', `${ORDER_SIGNATURE}\n`],
  ])('does not count: %s', async (_, signature) => {
    expect(await isSignedBy(text, signature, KEY)).toBe(false);
  });

  it('nor by a key in another form, or of somebody else', async () => {
    for (const key of [`04${KEY}`, KEY.slice(0, 64), publicKeyOf(keyOf('x')), '0'.repeat(128)]) {
      expect(await isSignedBy(text, ORDER_SIGNATURE, key)).toBe(false);
    }
  });
});

it('a change anywhere in an order undoes its signature', async () => {
  for (const changed of [
    { ...ORDER, amount: '9.99' },
    { ...ORDER, items: [{ ...ORDER.items[0], price: '9.99' }] },
    { ...ORDER, items: [{ ...ORDER.items[0], quantity: 2 }] },
    { ...ORDER, accepts: [100, 101, 666] },
  ]) {
    expect(await isSignedBy(canonicalJson(changed), ORDER_SIGNATURE, KEY)).toBe(false);
  }
});

it('what the sample code of the protocol signs, nested fields left out, does not count', async () => {
  const naive = JSON.stringify(ORDER, Object.keys(ORDER).toSorted());
  expect(naive).toContain('"items":[{"id":"item_001"}]');
  expect(await isSignedBy(canonicalJson(ORDER), await signText(naive, keyOf('m')), publicKeyOf(keyOf('m')))).toBe(false);
});

it('verifies what was signed, whatever it is, in any order of its names', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom('a', 'b', 'c'), async (value, name) => {
      const shuffled = Object.fromEntries(Object.entries(value).toReversed());
      expect(await isSignedBy(canonicalJson(shuffled), await sign(value, keyOf(name)), publicKeyOf(keyOf(name)))).toBe(true);
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 100 },
  );
});

it.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [1n], [() => 1], [{ a: [undefined] }], [nested(40)]])(
  'what JSON cannot say is not signed',
  (value) => {
    expect(() => canonicalJson(value)).toThrow('malformed');
  },
);

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
