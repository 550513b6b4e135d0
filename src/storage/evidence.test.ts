import { deleteDB } from 'idb';
import { afterEach, expect, it } from 'vitest';
import 'fake-indexeddb/auto';
import { INTENT } from '../../tests/support/model-world.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Payment } from '../model/payment.ts';
import { openDatabase } from './database.ts';
import { indexedEvidence } from './evidence.ts';
import { indexedJournal } from './journal.ts';

const proof = (reference: string): Evidence => ({
  kind: 'signed-proof',
  format: 'opencharge-0.1',
  statement: '{}',
  signature: 'ab',
  signer: { id: '200', name: 'Gateway', publicKey: 'cd' },
  reference,
});

const payment = (id: string, more: Partial<Payment>): Payment => ({
  id,
  key: id,
  revision: 0,
  state: 'sending',
  history: [],
  intent: { ...INTENT, requestId: id },
  createdAt: 1,
  ...more,
});

afterEach(() => deleteDB('tender-evidence'));

it('finds what a receipt has, or a rail has kept before there was one; of others only', async () => {
  const database = await openDatabase('tender-evidence');
  const journal = indexedJournal(database);
  const received = { value: 1n, assetCode: 'USD', assetScale: 2 };
  await journal.insert(payment('done', { state: 'completed', receipt: { received, debit: received, at: 2, evidence: [proof('tx-1')] } }));
  await journal.insert(payment('kept', { rail: { evidence: [proof('tx-2')], grant: 'secret' } }));
  await journal.insert(payment('spoilt', { rail: { evidence: 'tx-3' } }));
  const index = indexedEvidence(database);
  expect(await index.isUsed('tx-1', 'other')).toBe(true);
  expect(await index.isUsed('tx-1', 'done')).toBe(false);
  expect(await index.isUsed('tx-2', 'other')).toBe(true);
  expect(await index.isUsed('tx-2', 'kept')).toBe(false);
  expect(await index.isUsed('tx-3', 'other')).toBe(false);
  // What the index reads is no part of the payment.
  expect(await journal.get('kept')).toEqual(payment('kept', { rail: { evidence: [proof('tx-2')], grant: 'secret' } }));
  database.close();
});
