import type { Hono } from 'hono';
import * as v from 'valibot';
import type { RawRequest, ServerEnv } from '../../http/raw-request.ts';
import type { WorldFetch } from '../../http/world-fetch.ts';
import { InsufficientBalance } from '../../money/ledger.ts';
import { accountAt, moneyAt, RESERVE } from '../../opencharge/books.ts';
import { CallerCheck } from '../../opencharge/caller-check.ts';
import { digestOf } from '../../opencharge/canonical-json.ts';
import { unitsOf } from '../../opencharge/decimal.ts';
import { Directory } from '../../opencharge/directory.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { IssuedProofs } from '../../opencharge/issued-proofs.ts';
import { MERCHANT_GATEWAY, PAYMENT_GATEWAY, type Party } from '../../opencharge/parties.ts';
import { createPartyApp, requireCapability } from '../../opencharge/party-app.ts';
import { jsonOf, parsed, transferSchema, type SignedProof, type Transfer } from '../../opencharge/wire.ts';
import { Collection } from '../../storage/collection.ts';
import type { WorldParts } from '../server.ts';

const SERVER = 'settlement-provider';

/** The common third party: gateways have accounts at it. */
export function createSettlementProvider(world: WorldParts & { readonly fetch: WorldFetch }, party: Party): Hono<ServerEnv> {
  const { db, ledger, faults, hosts, fetch } = world;
  ledger.openFunded(accountAt(party.ocid, PAYMENT_GATEWAY), moneyAt(party.ocid), RESERVE);
  ledger.open(accountAt(party.ocid, MERCHANT_GATEWAY), moneyAt(party.ocid));
  const callers = new CallerCheck(db, SERVER, new Directory(fetch, hosts));
  const transfers = new Transfers(world, party);

  const app = createPartyApp(party, faults);
  app.post('/opencharge/transfer/create', async (c) => {
    const caller = await callers.callerOf(c.env.raw);
    requireCapability(party, 'transfer.create');
    return c.json(transfers.make(caller, c.env.raw));
  });
  app.get('/opencharge/verify/:txid', (c) => c.json(transfers.verify(c.req.param('txid'))));
  return app;
}

/** Movements between accounts, one for each caller and reference. */
class Transfers {
  readonly #world: WorldParts;
  readonly #party: Party;
  readonly #proofs: IssuedProofs;
  readonly #requests: Collection<v.StringSchema<undefined>>;

  constructor(world: WorldParts, party: Party) {
    this.#world = world;
    this.#party = party;
    this.#proofs = new IssuedProofs(world.db, SERVER, party);
    this.#requests = new Collection(world.db, `${SERVER}/requests`, v.string());
  }

  /** A repeat gets the proof of the first; another movement for the same reference is refused. */
  make(caller: string, raw: RawRequest): SignedProof {
    const transfer = parsed(transferSchema, jsonOf(raw.body));
    if (transfer.from.ocid !== caller) throw new OpenChargeError('FORBIDDEN', 'the account is of somebody else');
    const key = `${caller}#${transfer.to.ocid}#${transfer.to.reference}`;
    return this.#world.db.transaction(() => {
      const digest = this.#requests.get(key);
      if (digest !== undefined && digest !== digestOf(transfer)) {
        throw new OpenChargeError('INVALID_STATE', 'this reference was paid already, by another transfer');
      }
      return this.#proofs.find(key) ?? this.#book(key, transfer);
    });
  }

  verify(txid: string): SignedProof {
    return this.#proofs.verify(txid);
  }

  #book(key: string, transfer: Transfer): SignedProof {
    const { ledger } = this.#world;
    const { from, to, amount, currency } = transfer;
    if (currency !== 'USD') throw new OpenChargeError('CURRENCY_MISMATCH', `no accounts in ${currency}`);
    const units = unitsOf(amount, 2);
    if (units === undefined || units === 0n) throw new OpenChargeError('AMOUNT_MISMATCH', `${amount} cannot be moved`);
    const [debit, credit] = [accountAt(this.#party.ocid, from.ocid), accountAt(this.#party.ocid, to.ocid)];
    const known = new Set(ledger.accounts().map(({ id }) => id));
    if (!known.has(debit) || !known.has(credit)) throw new OpenChargeError('ACCOUNT_NOT_FOUND', 'no account');
    try {
      ledger.transfer({ debit, credit, amount: units, kind: 'opencharge-transfer' });
    } catch (error) {
      if (error instanceof InsufficientBalance) throw new OpenChargeError('INSUFFICIENT_FUNDS', 'the account does not hold as much');
      throw error;
    }
    this.#requests.put(key, '', digestOf(transfer));
    return this.#proofs.issue(key, { from, to, amount, currency, ...(transfer.memo === undefined ? {} : { memo: transfer.memo }) });
  }
}
