import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paySession, readProof, untilPaid, untilStatus } from '../../demo/tests/opencharge-support.ts';
import { startWorld, type World } from '../../demo/world.ts';
import { naiveJson } from '../../demo/opencharge/canonical-json.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { refusal } from '../../src/controllers/checkout/page-answers.ts';
import { canonicalJson } from '../../src/rails/opencharge/canonical-json.ts';
import { openDirectory } from '../../src/rails/opencharge/directory.ts';
import { parseOrder } from '../../src/rails/opencharge/order.ts';
import { isSignedBy } from '../../src/rails/opencharge/signature.ts';
import { signText } from '../rails/opencharge-parties.ts';
import { fileInDocument, merchantsPage } from './document-shop.ts';

interface SignedProof {
  readonly proof: object;
  readonly signature: string;
}

/** What the document's module exports. */
interface DocumentModule {
  canonicalJson(value: unknown): string;
  publicKeyOf(secretKey: string): string;
  sign(value: unknown, secretKey: string): Promise<string>;
  isSignedBy(value: unknown, signature: string, publicKey: string): Promise<boolean>;
  metadata(about: object): Promise<object>;
  whatIsWrong(proof: SignedProof, order: unknown, merchant: object): Promise<string | undefined>;
}

const SECRET = '11'.repeat(32);
const ORDER = {
  ocid: '500',
  id: 'ord_1',
  amount: '99.99',
  currency: 'USD',
  items: [{ id: 'a', name: 'Producto ñ', quantity: 1, price: '99.99' }],
  createdAt: 1_706_313_600,
  expiresAt: 1_706_400_000,
  accepts: ['200'],
};

let folder: string;
let shop: DocumentModule;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tender-merchant-'));
  symlinkSync(inRoot('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'opencharge.mjs'), fileInDocument('opencharge.mjs'));
  shop = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'opencharge.mjs')).href)) as DocumentModule;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the module in docs/merchants.md', () => {
  it('signs orders that the extension verifies', async () => {
    const signature = await shop.sign(ORDER, SECRET);
    expect(shop.canonicalJson(ORDER)).toBe(canonicalJson(ORDER));
    expect(await isSignedBy(parseOrder(ORDER).text, signature, shop.publicKeyOf(SECRET))).toBe(true);
    expect(await shop.isSignedBy(ORDER, signature, shop.publicKeyOf(SECRET))).toBe(true);
  });

  it.each<[string, object, (signature: string) => string]>([
    ['a changed price', { ...ORDER, items: [{ ...ORDER.items[0], price: '0.01' }] }, (signature) => signature],
    ['the wrong v', ORDER, (signature) => signature.slice(0, 128) + (signature.endsWith('1b') ? '1c' : '1b')],
    ['the higher s', ORDER, withHighS],
    ['something else', ORDER, () => 'ab'],
  ])('does not verify %s', async (_, order, change) => {
    const signature = change(await shop.sign(ORDER, SECRET));
    expect(await shop.isSignedBy(order, signature, shop.publicKeyOf(SECRET))).toBe(false);
  });

  it('makes metadata that the extension reads', async () => {
    const about = {
      name: 'My shop',
      secretKey: SECRET,
      endpoint: 'https://shop.example/opencharge',
      currencies: ['USD'],
      accepts: ['200'],
    };
    const metadata = await shop.metadata(about);
    const fetch = () => Promise.resolve(Response.json(metadata));
    const clock = { now: () => 0, sleep: () => Promise.resolve() };
    const registry = { resolve: () => Promise.resolve('https://shop.example/metadata.json') };
    const directory = openDirectory({ fetch, clock, policy: 'production' }, registry);
    const party = await directory.find('500', new AbortController().signal);
    expect(party).toMatchObject({ name: 'My shop', host: 'shop.example', publicKey: shop.publicKeyOf(SECRET), gateways: [] });
  });
});

describe('a proof, with the module in docs/merchants.md', () => {
  let world: World;
  let order: unknown;
  let signed: SignedProof;
  beforeAll(async () => {
    world = await startWorld({ timing: { wait: 0, settleMs: 20, openChargeMs: 20 } });
    const opened = await world.openCharge.checkout('product-b');
    ({ order } = opened);
    await paySession(world, opened.sessionId);
    await untilStatus(world, opened.sessionId, 'completed');
    await untilPaid(world, opened.orderId);
    signed = await readProof(world, opened.sessionId);
  });
  afterAll(() => world.close());

  const judge = (proof: SignedProof, more: object = {}) => {
    const keyOf = async () => {
      const metadata: unknown = await (await world.fetch(`${world.hosts.origin('merchantgateway')}/opencharge/metadata.json`)).json();
      return (metadata as { config: { publicKey: string } }).config.publicKey;
    };
    return shop.whatIsWrong(proof, order, { keyOf, payees: ['500', '300'], isUsed: () => false, ...more });
  };
  const changed = (changes: object) => {
    const proof = { ...signed.proof, ...changes };
    return { proof, signature: world.openCharge.sign('300', proof) };
  };

  it('of a gateway of the demo world is accepted', async () => {
    expect(await judge(signed)).toBeUndefined();
  });

  it('of something else is not', async () => {
    expect(await judge(changed({ issuer: '100' }))).toBe('ISSUER_NOT_ACCEPTED');
    expect(await judge({ ...changed({}), signature: world.openCharge.sign('100', signed.proof) })).toBe('PROOF_SIGNATURE_INVALID');
    expect(await judge(changed({ to: { ocid: '666', reference: 'x' } }))).toBe('INVALID_PROOF');
    expect(await judge(changed({ to: {} }))).toBe('INVALID_PROOF');
    expect(await judge(changed({ currency: 'UGX' }))).toBe('CURRENCY_MISMATCH');
    expect(await judge(changed({ amount: '49.5' }))).toBeUndefined();
    expect(await judge(changed({ amount: '4.95' }))).toBe('AMOUNT_MISMATCH');
    expect(await judge(signed, { isUsed: () => true })).toBe('INVALID_PROOF');
  });

  it('over lossy JSON is not', async () => {
    const signature = await signText(naiveJson(signed.proof), new Uint8Array(Buffer.from(SECRET, 'hex')));
    expect(await judge({ ...signed, signature }, { keyOf: () => shop.publicKeyOf(SECRET) })).toBe('PROOF_SIGNATURE_INVALID');
  });
});

it('the document has what a page is told of refused orders', () => {
  const codes = ['invalid-request', 'not-registered', 'order-not-signed', 'not-a-gateway', 'no-settlement'] as const;
  for (const code of codes) {
    const reply = refusal(code);
    expect(reply).toMatchObject({ type: 'error' });
    if (reply.type === 'error') expect(merchantsPage).toContain(`| \`${reply.name}\` | ${reply.message} |`);
    expect(merchantsPage).toContain(`(\`${code}\`)`.slice(1, -1));
  }
});

/** The other signature that the curve allows for the same text. */
function withHighS(signature: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(64, 128)}`);
  return signature.slice(0, 64) + s.toString(16).padStart(64, '0') + (signature.endsWith('1b') ? '1c' : '1b');
}
