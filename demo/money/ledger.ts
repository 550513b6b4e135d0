import type { Database, Row } from '../storage/database.ts';
import { assetName, type Asset } from './amount.ts';

/** One transfer: `amount` moves from `debit` to `credit`. */
export interface Transfer {
  readonly id: number;
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
  readonly kind: string;
  readonly outgoingPayment: string | undefined;
  readonly incomingPayment: string | undefined;
  readonly createdAt: number;
}

export interface NewTransfer {
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
  readonly kind: string;
  readonly outgoingPayment?: string;
  readonly incomingPayment?: string;
}

/** Thrown if a transfer would take more than the balance. */
export class InsufficientBalance extends Error {
  override name = 'InsufficientBalance';
}

/** Only the issuance account of an asset may be negative: it is the source of all its money. */
const ISSUANCE = 'issuance:';

/** A double-entry ledger: the sum over all accounts of an asset is always zero. */
export class Ledger {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Opens an account; no effect if it exists. */
  open(id: string, asset: Asset): void {
    this.#db.run('INSERT OR IGNORE INTO ledger_accounts (id, asset_code, asset_scale, balance) VALUES (?, ?, ?, ?)', [
      id,
      asset.code,
      asset.scale,
      '0',
    ]);
  }

  /** Opens an account and, the first time only, transfers money to it from the asset's issuance account. */
  openFunded(id: string, asset: Asset, amount: bigint): void {
    const issuance = `${ISSUANCE}${assetName(asset)}`;
    this.#db.transaction(() => {
      if (this.#db.get('SELECT id FROM ledger_accounts WHERE id = ?', [id])) return;
      this.open(id, asset);
      this.open(issuance, asset);
      if (amount > 0n) this.transfer({ debit: issuance, credit: id, amount, kind: 'issue' });
    });
  }

  transfer({ debit, credit, amount, kind, outgoingPayment, incomingPayment }: NewTransfer): void {
    if (amount <= 0n) throw new RangeError(`transfer amount must be positive, got ${amount}`);
    this.#db.transaction(() => {
      const from = this.#account(debit);
      const to = this.#account(credit);
      if (from.asset !== to.asset) throw new Error(`transfer between assets ${from.asset} and ${to.asset}`);
      if (from.balance < amount && !debit.startsWith(ISSUANCE)) {
        throw new InsufficientBalance(`${debit} holds ${from.balance}, not ${amount}`);
      }
      this.#setBalance(debit, from.balance - amount);
      this.#setBalance(credit, this.#account(credit).balance + amount);
      this.#db.run(
        `INSERT INTO transfers (debit, credit, amount, kind, outgoing_payment, incoming_payment, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [debit, credit, amount.toString(), kind, outgoingPayment ?? null, incomingPayment ?? null, Date.now()],
      );
    });
  }

  balance(id: string): bigint {
    return this.#account(id).balance;
  }

  /** Every account with its asset (`USD/2`) and balance. */
  accounts(): { id: string; asset: string; balance: bigint }[] {
    return this.#db.all('SELECT * FROM ledger_accounts ORDER BY id').map(accountOf);
  }

  /** Transfers, oldest first, optionally filtered by account, incoming or outgoing payment id. */
  transfers(filter: { account?: string; incomingPayment?: string; outgoingPayment?: string } = {}): Transfer[] {
    const conditions: string[] = ['1 = 1'];
    const values: string[] = [];
    if (filter.account !== undefined) {
      conditions.push('(debit = ? OR credit = ?)');
      values.push(filter.account, filter.account);
    }
    if (filter.incomingPayment !== undefined) {
      conditions.push('incoming_payment = ?');
      values.push(filter.incomingPayment);
    }
    if (filter.outgoingPayment !== undefined) {
      conditions.push('outgoing_payment = ?');
      values.push(filter.outgoingPayment);
    }
    return this.#db.all(`SELECT * FROM transfers WHERE ${conditions.join(' AND ')} ORDER BY id`, values).map(transferOf);
  }

  /** Number of outgoing payments that delivered money to an incoming payment (the last segment of its URL). */
  paymentsInto(incomingPayment: string): number {
    const outgoing = this.transfers({ incomingPayment })
      .filter(({ kind }) => kind === 'deliver')
      .map(({ outgoingPayment }) => outgoingPayment);
    return new Set(outgoing).size;
  }

  /** Violations of the ledger's rules as text; empty if there are none. */
  check(): string[] {
    const breaches: string[] = [];
    const sums = new Map<string, bigint>();
    const recomputed = new Map<string, bigint>();
    for (const { debit, credit, amount } of this.transfers()) {
      recomputed.set(debit, (recomputed.get(debit) ?? 0n) - amount);
      recomputed.set(credit, (recomputed.get(credit) ?? 0n) + amount);
    }
    for (const { id, asset, balance } of this.accounts()) {
      sums.set(asset, (sums.get(asset) ?? 0n) + balance);
      if (balance !== (recomputed.get(id) ?? 0n)) breaches.push(`${id}: balance is not the sum of its transfers`);
      if (balance < 0n && !id.startsWith(ISSUANCE)) breaches.push(`${id}: overdrawn, ${balance}`);
    }
    for (const [asset, sum] of sums) if (sum !== 0n) breaches.push(`${asset}: accounts sum to ${sum}, not 0`);
    return breaches;
  }

  #account(id: string): { id: string; asset: string; balance: bigint } {
    const row = this.#db.get('SELECT * FROM ledger_accounts WHERE id = ?', [id]);
    if (!row) throw new Error(`no ledger account ${id}`);
    return accountOf(row);
  }

  #setBalance(id: string, balance: bigint): void {
    this.#db.run('UPDATE ledger_accounts SET balance = ? WHERE id = ?', [balance.toString(), id]);
  }
}

function accountOf(row: Row): { id: string; asset: string; balance: bigint } {
  const asset = assetName({ code: String(row['asset_code']), scale: Number(row['asset_scale']) });
  return { id: String(row['id']), asset, balance: BigInt(String(row['balance'])) };
}

function transferOf(row: Row): Transfer {
  return {
    id: Number(row['id']),
    debit: String(row['debit']),
    credit: String(row['credit']),
    amount: BigInt(String(row['amount'])),
    kind: String(row['kind']),
    outgoingPayment: optionalText(row['outgoing_payment']),
    incomingPayment: optionalText(row['incoming_payment']),
    createdAt: Number(row['created_at']),
  };
}

function optionalText(value: Row[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
