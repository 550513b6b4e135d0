import { serializeIldcpResponse } from 'ilp-protocol-ildcp';
import { Errors, deserializeIlpPrepare, errorToReject, type IlpPrepare } from 'ilp-packet';
import type { Connector } from './connector.ts';
import type { Credit } from '../../money/payee.ts';
import type { Ledger } from '../../money/ledger.ts';
import type { Database } from '../../storage/database.ts';
import { ledgerIds } from '../../money/ledger-ids.ts';
import { uplinkLedgerId, type UplinkAccount } from './uplink-accounts.ts';

export interface UplinkRouteParts {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly connector: Connector;
  readonly credit: Credit;
  /** Maximum amount of a packet, in the account's smallest unit; the connector's own maximum if undefined. */
  readonly maxPacket: bigint | undefined;
}

const CONNECTOR_ADDRESS = 'test.connector';
const CONFIG_ADDRESS = 'peer.config';

/** Handles the packets of one account, for both kinds of uplink. */
export class UplinkRoute {
  readonly #account: UplinkAccount;
  readonly #parts: UplinkRouteParts;
  /** The amount of the packets in flight, so that together they never exceed the balance. */
  #held = 0n;

  constructor(account: UplinkAccount, parts: UplinkRouteParts) {
    this.#account = account;
    this.#parts = parts;
  }

  /** Answers a packet with a packet; rejects for invalid bytes. */
  async send(data: Buffer): Promise<Buffer> {
    const prepare = deserializeIlpPrepare(data);
    if (prepare.destination === CONFIG_ADDRESS) return this.#configuration();
    if (prepare.expiresAt.getTime() <= Date.now()) {
      return errorToReject(CONNECTOR_ADDRESS, new Errors.TransferTimedOutError('expired'));
    }
    const amount = BigInt(prepare.amount);
    const { asset } = this.#account;
    return this.#parts.connector.forwardFrom(
      {
        asset,
        maxPacket: this.#parts.maxPacket,
        hold: () => this.#hold(amount),
        release: () => (this.#held -= amount),
        onFulfilled: (packet) => this.#book(prepare, packet),
      },
      data,
    );
  }

  /** The account's address and asset (IL-DCP). */
  #configuration(): Buffer {
    const { user, asset } = this.#account;
    return serializeIldcpResponse({ clientAddress: `${CONNECTOR_ADDRESS}.${user}`, assetCode: asset.code, assetScale: asset.scale });
  }

  #hold(amount: bigint): boolean {
    if (this.#held + amount > this.#parts.ledger.balance(uplinkLedgerId(this.#account))) return false;
    this.#held += amount;
    return true;
  }

  #book(
    { destination }: IlpPrepare,
    { incomingPayment, source, target }: { incomingPayment: string; source: bigint; target: bigint },
  ): void {
    const { db, ledger, credit } = this.#parts;
    if (!db.isOpen) throw new Error('the world is closed');
    // The packets of one payment have the same destination address.
    const outgoingPayment = `uplink:${this.#account.user}:${destination}`;
    db.transaction(() => {
      ledger.transfer({
        debit: uplinkLedgerId(this.#account),
        credit: ledgerIds.liquidity(this.#account.asset),
        amount: source,
        kind: 'send',
        outgoingPayment,
      });
      if (target > 0n) credit(incomingPayment, target, outgoingPayment);
    });
  }
}
