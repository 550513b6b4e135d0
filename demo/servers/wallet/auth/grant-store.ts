import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { Collection } from '../../../storage/collection.ts';
import type { Database } from '../../../storage/database.ts';
import { grantClientSchema, type GrantClient } from '../client-keys.ts';
import { accessSchema, type Access } from './access.ts';

const interactionSchema = v.object({
  id: v.string(),
  nonce: v.string(),
  ref: v.string(),
  /** The server's nonce, which the client gets as `interact.finish`. */
  serverNonce: v.string(),
  session: v.optional(v.string()),
  finish: v.optional(v.object({ uri: v.string(), nonce: v.string() })),
});

export const grantRecordSchema = v.object({
  id: v.string(),
  client: grantClientSchema,
  clientName: v.optional(v.string()),
  access: v.array(accessSchema),
  subject: v.optional(v.string()),
  /** `pending` until the owner has decided, `issued` when there is a token. */
  state: v.picklist(['pending', 'approved', 'rejected', 'issued', 'revoked']),
  continueId: v.string(),
  continueToken: v.string(),
  interaction: v.optional(interactionSchema),
  createdAt: v.number(),
});
export type GrantRecord = v.InferOutput<typeof grantRecordSchema>;

const tokenRecordSchema = v.object({
  value: v.string(),
  manageId: v.string(),
  grantId: v.string(),
  expiresAt: v.number(),
});
export type TokenRecord = v.InferOutput<typeof tokenRecordSchema>;

const idSchema = v.string();

/** Grants, their interactions and their access tokens. */
export class GrantStore {
  readonly #grants: Collection<typeof grantRecordSchema>;
  readonly #tokens: Collection<typeof tokenRecordSchema>;
  readonly #grantIds: Collection<typeof idSchema>;
  readonly #db: Database;

  constructor(db: Database, wallet: string) {
    this.#db = db;
    this.#grants = new Collection(db, `${wallet}/grants`, grantRecordSchema);
    this.#tokens = new Collection(db, `${wallet}/tokens`, tokenRecordSchema);
    this.#grantIds = new Collection(db, `${wallet}/grant-ids`, idSchema);
  }

  create(request: {
    client: GrantClient;
    clientName: string | undefined;
    access: Access[];
    subject: string | undefined;
    interactive: boolean;
    finish: { uri: string; nonce: string } | undefined;
  }): GrantRecord {
    const { client, clientName, access, subject, interactive, finish } = request;
    const grant: GrantRecord = {
      id: randomUUID(),
      client,
      access,
      state: interactive ? 'pending' : 'issued',
      continueId: randomUUID(),
      continueToken: secret(),
      createdAt: Date.now(),
      ...(clientName === undefined ? {} : { clientName }),
      ...(subject === undefined ? {} : { subject }),
      ...(interactive ? { interaction: newInteraction(finish) } : {}),
    };
    this.#db.transaction(() => {
      this.save(grant);
      this.#grantIds.put(`continue:${grant.continueId}`, '', grant.id);
      if (grant.interaction) this.#grantIds.put(`interact:${grant.interaction.id}`, '', grant.id);
    });
    return grant;
  }

  save(grant: GrantRecord): void {
    this.#grants.put(grant.id, '', grant);
  }

  get(id: string): GrantRecord | undefined {
    return this.#grants.get(id);
  }

  /** The grants that are not revoked. */
  issued(): readonly GrantRecord[] {
    return this.#grants.list('').filter(({ state }) => state === 'issued');
  }

  byContinueId(continueId: string): GrantRecord | undefined {
    return this.#by(`continue:${continueId}`);
  }

  byInteraction(id: string, nonce: string): GrantRecord | undefined {
    const grant = this.#by(`interact:${id}`);
    return grant?.interaction?.nonce === nonce ? grant : undefined;
  }

  issueToken(grantId: string, seconds: number): TokenRecord {
    const token = { value: secret(), manageId: randomUUID(), grantId, expiresAt: Date.now() + seconds * 1_000 };
    this.#tokens.put(token.value, grantId, token);
    this.#grantIds.put(`manage:${token.manageId}`, '', token.value);
    return token;
  }

  token(value: string): TokenRecord | undefined {
    return this.#tokens.get(value);
  }

  tokenByManageId(manageId: string): TokenRecord | undefined {
    const value = this.#grantIds.get(`manage:${manageId}`);
    return value === undefined ? undefined : this.#tokens.get(value);
  }

  revokeToken(token: TokenRecord): void {
    this.#tokens.delete(token.value);
    this.#grantIds.delete(`manage:${token.manageId}`);
  }

  /** Revokes a grant and all its tokens. */
  revoke(grant: GrantRecord): void {
    this.#db.transaction(() => {
      this.save({ ...grant, state: 'revoked' });
      for (const token of this.#tokens.list(grant.id)) this.revokeToken(token);
    });
  }

  #by(key: string): GrantRecord | undefined {
    const id = this.#grantIds.get(key);
    return id === undefined ? undefined : this.#grants.get(id);
  }
}

function newInteraction(finish: { uri: string; nonce: string } | undefined) {
  return {
    id: randomUUID(),
    nonce: secret(),
    ref: randomUUID(),
    serverNonce: secret(),
    ...(finish ? { finish } : {}),
  };
}

function secret(): string {
  return randomBytes(20).toString('hex').toUpperCase();
}
