import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lies, ORIGIN, SoftPasskey, toDer } from '../../../tests/support/passkey.ts';
import { verifyAssertion, verifyRegistration } from './assertion.ts';
import { fromBase64url, toBase64url } from './bytes.ts';
import { ecdsaFromDer } from './der.ts';

const challenge = crypto.getRandomValues(new Uint8Array(96));
const expected = { challenge, origin: ORIGIN };
const refused = { code: 'refused' };

async function registered(algorithm: -7 | -8 = -7) {
  const finger = await SoftPasskey.make(algorithm);
  return { finger, passkey: await verifyRegistration(await finger.register(challenge), expected, 5) };
}

describe('a new passkey', () => {
  it.each([-7, -8] as const)('of algorithm %s is taken, for the party that Chromium names and for the plain host', async (algorithm) => {
    const finger = await SoftPasskey.make(algorithm);
    for (const party of [ORIGIN, new URL(ORIGIN).host]) {
      const passkey = await verifyRegistration(await finger.register(challenge, { party }), expected, 5);
      expect(passkey).toMatchObject({ id: finger.id, algorithm, addedAt: 5 });
    }
  });

  const lies: readonly [string, Lies][] = [
    ['for a signature', { type: 'webauthn.get' }],
    ['for another page', { origin: 'https://shop.example' }],
    ['for another challenge', { challenge: new Uint8Array(96) }],
    ['for another party', { party: 'shop.example' }],
    ['without a verified person', { flags: 0x41 }],
    ['without a credential', { flags: 0x05 }],
    ['under another id', { id: 'AAAA' }],
  ];
  it.each(lies)('made %s is refused', async (_, lie) => {
    const finger = await SoftPasskey.make(-7);
    await expect(finger.register(challenge, lie).then((made) => verifyRegistration(made, expected, 5))).rejects.toMatchObject(refused);
  });

  it('with a key that is none is refused', async () => {
    const finger = await SoftPasskey.make(-7);
    const made = { ...(await finger.register(challenge)), publicKey: 'AAAA' };
    await expect(verifyRegistration(made, expected, 5)).rejects.toMatchObject(refused);
    await expect(verifyRegistration({ ...made, algorithm: -257 }, expected, 5)).rejects.toMatchObject(refused);
  });
});

describe('an answer', () => {
  it.each([-7, -8] as const)('of algorithm %s counts once', async (algorithm) => {
    const { finger, passkey } = await registered(algorithm);
    const answer = await finger.sign(challenge);
    const after = await verifyAssertion(passkey, answer, expected);
    expect(after.counter).toBe(1);
    await expect(verifyAssertion(after, answer, expected)).rejects.toMatchObject(refused);
    expect((await verifyAssertion(after, await finger.sign(challenge), expected)).counter).toBe(2);
  });

  it('of a passkey that counts nothing is taken again and again', async () => {
    const { finger, passkey } = await registered();
    for (let times = 0; times < 3; times += 1) {
      expect(await verifyAssertion(passkey, await finger.sign(challenge, { counter: 0 }), expected)).toEqual(passkey);
    }
  });

  const lies: readonly [string, Lies][] = [
    ['that registers', { type: 'webauthn.create' }],
    ['to another page', { origin: 'https://shop.example' }],
    ['from a frame of another site', { crossOrigin: true }],
    ['to another challenge', { challenge: new Uint8Array(96) }],
    ['to another party', { party: 'shop.example' }],
    ['of somebody present and not verified', { flags: 0x01 }],
    ['of nobody', { flags: 0x04 }],
    ['of another passkey', { id: 'AAAA' }],
  ];
  it.each(lies)('%s is refused', async (_, lie) => {
    const { finger, passkey } = await registered();
    await expect(verifyAssertion(passkey, await finger.sign(challenge, lie), expected)).rejects.toMatchObject(refused);
  });

  it('of another key under the same id is refused', async () => {
    const { passkey } = await registered();
    const stranger = await SoftPasskey.make(-7);
    await expect(verifyAssertion(passkey, await stranger.sign(challenge, { id: passkey.id }), expected)).rejects.toMatchObject(refused);
  });

  it('property: with one bit changed anywhere is refused', async () => {
    const { finger, passkey } = await registered(-8);
    const answer = await finger.sign(challenge);
    const part = fc.constantFrom('clientData', 'authenticatorData', 'signature');
    await fc.assert(
      fc.asyncProperty(part, fc.nat(), fc.nat(7), async (name, where, bit) => {
        const bytes = fromBase64url(answer[name]);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        await expect(verifyAssertion(passkey, { ...answer, [name]: toBase64url(bytes) }, expected)).rejects.toMatchObject(refused);
      }),
      { numRuns: 300 },
    );
  });
});

describe('ecdsaFromDer', () => {
  it('property: takes apart what authenticators put together', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (raw) => {
        expect(ecdsaFromDer(toDer(raw))).toEqual(new Uint8Array(raw));
      }),
    );
  });

  it('property: gives 64 bytes or nothing for anything, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect([undefined, 64]).toContain(ecdsaFromDer(bytes)?.length);
      }),
    );
  });
});
