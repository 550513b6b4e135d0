import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import * as official from 'ilp-protocol-stream/dist/src/crypto.js';
import { expect, test } from 'vitest';
import { parseCredentials } from './credentials.ts';
import { conditionOf, StreamKeys } from './keys.ts';
import { MalformedPacket } from './oer.ts';

const SECRET = 'AvLaEGc+ojGHVezQF9DC4/7F5YIvrNPx/VM+4hJkCbs=';
// What IL-RFC 29, 4.1 makes of that secret.
const FULFILLMENT_KEY = '1ed61be209d6b49eb949393d978da898ae899c29289dba8c3ef460b2e0d737f9';
const ENCRYPTION_KEY = 'ffcacb39ca6abe5e35eb3d4404bfd2fbf17b4340451309f4214df04cadc0dcff';

const sharedSecret = new Uint8Array(Buffer.from(SECRET, 'base64'));
const text = new TextEncoder().encode('a packet');

test('the fulfillment key', async () => {
  const keys = await StreamKeys.derive(sharedSecret);
  const expected = createHmac('sha256', Buffer.from(FULFILLMENT_KEY, 'hex')).update(text).digest();
  const fulfillment = await keys.fulfillmentOf(text);
  expect(Buffer.from(fulfillment).toString('hex')).toBe(expected.toString('hex'));
  expect(Buffer.from(await conditionOf(fulfillment))).toEqual(await official.hash(expected));
});

test('the encryption key, with nonce, tag and text in this order', async () => {
  const keys = await StreamKeys.derive(sharedSecret);
  const sealed = await keys.encrypt(text);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(ENCRYPTION_KEY, 'hex'), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  expect(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString()).toBe('a packet');

  const cipher = createCipheriv('aes-256-gcm', Buffer.from(ENCRYPTION_KEY, 'hex'), Buffer.alloc(12, 3));
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  expect(await keys.decrypt(Buffer.concat([Buffer.alloc(12, 3), cipher.getAuthTag(), body]))).toEqual(text);
});

test('ilp-protocol-stream understands, and is understood', async () => {
  const keys = await StreamKeys.derive(sharedSecret);
  const theirKey = await official.generatePskEncryptionKey(Buffer.from(sharedSecret));
  expect((await official.decrypt(theirKey, Buffer.from(await keys.encrypt(text)))).toString()).toBe('a packet');
  expect(await keys.decrypt(await official.encrypt(theirKey, Buffer.from(text)))).toEqual(text);
});

test('a changed byte anywhere is found', async () => {
  const keys = await StreamKeys.derive(sharedSecret);
  const sealed = await keys.encrypt(text);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
    await expect(keys.decrypt(changed)).rejects.toBeInstanceOf(MalformedPacket);
  }
  for (const length of [0, 5, 12, 27, 28]) await expect(keys.decrypt(sealed.subarray(0, length))).rejects.toBeInstanceOf(MalformedPacket);
});

test('two packets never share a nonce', async () => {
  const keys = await StreamKeys.derive(sharedSecret);
  const nonces = await Promise.all(
    Array.from({ length: 200 }, async () => Buffer.from((await keys.encrypt(text)).subarray(0, 12)).toString('hex')),
  );
  expect(new Set(nonces).size).toBe(200);
});

test('secrets in either alphabet, and nothing that is none', () => {
  const urlSafe = Buffer.from(SECRET, 'base64').toString('base64url');
  expect(parseCredentials('g.acquirer.abc', SECRET)).toEqual({ ilpAddress: 'g.acquirer.abc', sharedSecret });
  expect(parseCredentials('g.acquirer.abc', urlSafe)).toEqual({ ilpAddress: 'g.acquirer.abc', sharedSecret });
  for (const [address, secret] of [
    ['g.acquirer.abc', SECRET.slice(0, 24)],
    ['g.acquirer.abc', `${SECRET}AAAA`],
    ['g.acquirer.abc', SECRET.replace('A', '*')],
    ['g', SECRET],
    ['g.acquirer abc', SECRET],
    ['https://acquirer.example', SECRET],
    ['', ''],
  ] as const) {
    expect(parseCredentials(address, secret)).toBeUndefined();
  }
});
