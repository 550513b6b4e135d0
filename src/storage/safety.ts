import * as v from 'valibot';
import { rowSchema } from './row-schema.ts';
import { TenderError } from '../model/errors.ts';
import type { PasskeyTries, SecuritySettings } from '../limits/security-settings.ts';
import { NO_TRIES, NO_SETTINGS } from '../limits/security-settings.ts';
import type { Database } from './database.ts';
import { read, stored } from './database.ts';
import { amount } from './payment-row.ts';
import { withChecksum, checkedValue } from './row-checksum.ts';

/** The public key of the user's passkey. Not secret. */
export interface Passkey {
  /** The credential id, base64url. */
  readonly id: string;
  /** SubjectPublicKeyInfo, base64url. */
  readonly publicKey: string;
  /** COSE algorithm: -7 is ES256, -8 is EdDSA. */
  readonly algorithm: -7 | -8;
  /** SHA-256 of the relying party id, base64url. */
  readonly rpIdHash: string;
  /** The authenticator's signature counter. */
  readonly counter: number;
  readonly addedAt: number;
}

/** A WebAuthn challenge. It is valid for one `subject`, once. */
export interface Challenge {
  readonly subject: string;
  /** 32 random bytes, base64url. */
  readonly nonce: string;
}

/**
 * Purpose of a challenge: approval in the sheet, change of the settings, deletion from the history, terms of an allowance. One challenge of
 * each is open at a time.
 */
export type ChallengeUse = 'approve' | 'change' | 'delete' | 'allowance';

/** The security settings and the passkey's data, each under its own key of the store `settings`. */
export interface SafetyStore {
  settings(): Promise<SecuritySettings>;
  putSettings(settings: SecuritySettings): Promise<void>;
  passkey(): Promise<Passkey | undefined>;
  putPasskey(passkey: Passkey | undefined): Promise<void>;
  challenge(use: ChallengeUse): Promise<Challenge | undefined>;
  putChallenge(use: ChallengeUse, challenge: Challenge | undefined): Promise<void>;
  tries(): Promise<PasskeyTries>;
  putTries(tries: PasskeyTries): Promise<void>;
  /** When the user last used the extension, in milliseconds since the epoch. */
  usedAt(): Promise<number | undefined>;
  putUsedAt(at: number): Promise<void>;
}

const cap = v.object({ perPayment: v.exactOptional(amount), perSiteDay: v.exactOptional(amount) });
const settingsRow = rowSchema<SecuritySettings>()(
  v.object({
    caps: v.record(v.string(), cap),
    passkeyAbove: v.record(v.string(), amount),
    lockAfter: v.exactOptional(v.pipe(v.number(), v.minValue(1))),
    zone: v.exactOptional(v.string()),
  }),
);
const passkeyRow = rowSchema<Passkey>()(
  v.object({
    id: v.string(),
    publicKey: v.string(),
    algorithm: v.picklist([-7, -8]),
    rpIdHash: v.string(),
    counter: v.number(),
    addedAt: v.number(),
  }),
);
const challengeRow = rowSchema<Challenge>()(v.object({ subject: v.string(), nonce: v.string() }));
const triesRow = rowSchema<PasskeyTries>()(v.object({ failed: v.number(), until: v.number() }));

const SETTINGS = 'safety';
const PASSKEY = 'passkey';
const TRIES = 'passkeyTries';
const USED_AT = 'usedAt';
const challengeKey = (use: ChallengeUse) => `passkeyChallenge:${use}`;

/** The settings in IndexedDB. An unreadable row is an error, not a default: a limit is never lost without notice. */
export function indexedSafety(database: Database): SafetyStore {
  const row = (key: string): Promise<unknown> => stored(async () => checkedValue(await database.get('settings', key)));
  const get = async <T>(key: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> => {
    if ((await stored(() => database.getKey('settings', key))) === undefined) return undefined;
    const parsed = v.safeParse(schema, await row(key));
    if (!parsed.success) throw new TenderError('storage-failed', { params: { what: key } });
    return parsed.output;
  };
  const put = (key: string, value: unknown): Promise<void> =>
    stored(async () => {
      const kept = value === undefined ? undefined : await withChecksum(value);
      const transaction = database.transaction('settings', 'readwrite', { durability: 'strict' });
      if (kept === undefined) await transaction.store.delete(key);
      else await transaction.store.put(kept, key);
      await transaction.done;
    });
  return {
    settings: async () => (await get(SETTINGS, settingsRow)) ?? NO_SETTINGS,
    putSettings: (settings) => put(SETTINGS, settings),
    passkey: () => get(PASSKEY, passkeyRow),
    putPasskey: (passkey) => put(PASSKEY, passkey),
    // An unreadable challenge is replaced. An unreadable time of use keeps the lock. Neither weakens the protection.
    challenge: async (use) => read(challengeRow, await row(challengeKey(use))),
    putChallenge: (use, challenge) => put(challengeKey(use), challenge),
    tries: async () => (await get(TRIES, triesRow)) ?? NO_TRIES,
    putTries: (tries) => put(TRIES, tries),
    usedAt: async () => read(v.number(), await row(USED_AT)),
    putUsedAt: (at) => put(USED_AT, at),
  };
}
