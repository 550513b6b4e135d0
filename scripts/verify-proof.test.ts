import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toJson } from '../src/options/history/json.ts';
import type { SignedStatement } from '../src/model/evidence.ts';
import { canonicalJson } from '../src/rails/opencharge/canonical-json.ts';
import { keyOf, publicKeyOf, signText } from '../tests/rails/opencharge-parties.ts';
import { paid, proven } from '../tests/ui/history-states.ts';
import { inRoot } from './lib/paths.ts';
import { runNode } from './lib/processes.ts';

type Fields = Readonly<Record<string, unknown>>;

const ORDER = {
  ocid: '500',
  id: 'ord_abc123',
  amount: '1400.00',
  currency: 'MXN',
  items: [{ id: 'a', name: 'Zapatos ñ', quantity: 1, price: '1400.00' }],
  createdAt: 1_706_313_600,
  expiresAt: 1_706_400_000,
  accepts: ['300', '200'],
};
const PROOF = {
  txid: 'tx_1',
  issuer: '200',
  from: { ocid: '200' },
  to: { ocid: '500', reference: 'ord_abc123' },
  amount: '1400.00',
  currency: 'MXN',
  timestamp: 1_706_313_700,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tender-verify-proof-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function statementOf(kind: SignedStatement['kind'], value: Fields, signerId: string, signer = signerId): Promise<SignedStatement> {
  const statement = canonicalJson(value);
  const publicKey = publicKeyOf(keyOf(signerId));
  const signature = await signText(statement, keyOf(signer));
  return { kind, format: 'opencharge-0.1', statement, signature, signer: { id: signerId, name: 'N', publicKey }, reference: 'r' };
}

const orderOf = (changes: Fields = {}, signer?: string) => statementOf('signed-order', { ...ORDER, ...changes }, '500', signer);
const proofOf = (changes: Fields = {}, signer?: string) => statementOf('signed-proof', { ...PROOF, ...changes }, '200', signer);

/** Runs the script on an export with these statements. */
async function verify(evidence: readonly SignedStatement[], ...options: readonly string[]): Promise<{ code: number; output: string }> {
  const file = join(folder, 'history.json');
  writeFileSync(file, toJson([paid, { ...proven, evidence }], 0));
  return await runNode(inRoot('scripts', 'verify-proof.mjs'), [...options, file]);
}

describe('scripts/verify-proof.mjs', () => {
  it('says of which order, amount and keys a valid proof is', async () => {
    const { code, output } = await verify([await orderOf(), await proofOf({ amount: '1400.0' })]);
    expect(output).toContain('order ord_abc123 of OCID 500: VALID, 1400.00 MXN paid to OCID 500 at 2024-01-27T00:01:40.000Z');
    expect(output).toContain(`proof signed by 200, key ${publicKeyOf(keyOf('200'))}`);
    expect(code).toBe(0);
  });

  it('takes the keys that the reader knows', async () => {
    const key = (ocid: string, other = ocid) => ['--key', `${ocid}=${publicKeyOf(keyOf(other)).toUpperCase()}`];
    const evidence = [await orderOf(), await proofOf()];
    expect(await verify(evidence, ...key('500'), ...key('200'))).toMatchObject({ code: 0 });
    const { code, output } = await verify(evidence, ...key('500'), ...key('200', '666'));
    expect([code, output]).toEqual([1, 'order ord_abc123: NOT VALID, proof: signed with another key than the given one\n']);
  });

  it.each<[string, () => Promise<readonly SignedStatement[]>]>([
    ['order: the signature is not valid', async () => [await orderOf({}, '501'), await proofOf()]],
    ['proof: the signature is not valid', async () => [await orderOf(), await proofOf({}, '666')]],
    ['order: the signature is not valid', async () => [withText(await orderOf(), '1400.00', '1.00'), await proofOf()]],
    ['proof: the signature is not valid', async () => [await orderOf(), withHighS(await proofOf())]],
    ['order: signed by another party than it names', async () => [await orderOf({ ocid: '501' }), await proofOf()]],
    ['proof: signed by another party than it names', async () => [await orderOf(), await proofOf({ issuer: '300' })]],
    ['proof: the merchant does not take proofs of its issuer', async () => [await orderOf({ accepts: ['300'] }), await proofOf()]],
    ['proof: of another order', async () => [await orderOf(), await proofOf({ to: { ocid: '500', reference: 'ord_2' } })]],
    ['proof: of another order', async () => [await orderOf(), await proofOf({ to: {} })]],
    ['proof: in another currency', async () => [await orderOf(), await proofOf({ currency: 'USD' })]],
    ['proof: of another amount', async () => [await orderOf(), await proofOf({ amount: '140.00' })]],
    ['the order or the proof is missing', async () => [await orderOf()]],
  ])('says what is wrong: %s', async (words, evidence) => {
    const { code, output } = await verify(await evidence());
    expect([code, output]).toEqual([1, `order ord_abc123: NOT VALID, ${words}\n`]);
  });

  it('does not call an export without a proof valid', async () => {
    const evidence = [await orderOf(), await proofOf()];
    expect(await verify(evidence, '--order', 'ord_2')).toEqual({ code: 1, output: 'There is no payment with a proof.\n' });
    expect(await verify(evidence, '--order', 'ord_abc123')).toMatchObject({ code: 0 });
  });

  it('has help, and words for a wrong option', async () => {
    const script = inRoot('scripts', 'verify-proof.mjs');
    expect(await runNode(script, ['--help'])).toMatchObject({ code: 0, output: expect.stringContaining('--key OCID=HEX') as unknown });
    expect(await runNode(script, [])).toEqual({ code: 2, output: 'One file is needed. See --help.\n' });
    expect(await runNode(script, [inRoot('package.json')])).toMatchObject({
      code: 2,
      output: expect.stringContaining('is no export of') as unknown,
    });
    expect(await verify([], '--key', '200=ab')).toMatchObject({ code: 2 });
  });
});

function withText(signed: SignedStatement, before: string, after: string): SignedStatement {
  return { ...signed, statement: signed.statement.replace(before, after) };
}

/** The other signature that the curve allows for the same text. */
function withHighS(signed: SignedStatement): SignedStatement {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signed.signature.slice(64, 128)}`);
  const v = signed.signature.endsWith('1b') ? '1c' : '1b';
  return { ...signed, signature: signed.signature.slice(0, 64) + s.toString(16).padStart(64, '0') + v };
}
