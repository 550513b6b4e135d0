import { randomBytes } from 'node:crypto';
import { Errors, Type, deserializeIlpPrepare, errorToReject, serializeIlpPrepare, type IlpPrepare } from 'ilp-packet';
import type { IlpMethod } from '../../client/wire.ts';
import type { Asset } from '../../money/amount.ts';
import { assetName } from '../../money/amount.ts';
import { rateBetween } from '../../money/rates.ts';
import { Conversion } from './conversion.ts';
import { Link, unreachable } from './plugin.ts';
import type { Intake, Recipient } from './intake.ts';
import { StreamReceiver } from './stream-receiver.ts';

/** A payment that a wallet sends through the connector. */
export interface Route {
  readonly outgoingPayment: string;
  readonly source: Asset;
  readonly send: bigint;
  readonly receive: bigint;
  readonly sent: bigint;
  readonly delivered: bigint;
  /** Books a fulfilled packet on both sides in one transaction. */
  onFulfilled(packet: { incomingPayment: string; source: bigint; target: bigint }): void;
}

/** The account at the connector from which a packet is sent. */
export interface PacketSource {
  readonly asset: Asset;
  /** Maximum amount of a packet, in smallest units; the connector's own maximum if undefined. */
  readonly maxPacket: bigint | undefined;
  /** Reserves the packet's amount; false if the balance is not sufficient. */
  hold(): boolean;
  /** The packet's result is known: releases or books the reservation. */
  release(): void;
  /** Books a fulfilled packet on both sides in one transaction. */
  onFulfilled(packet: { incomingPayment: string; source: bigint; target: bigint }): void;
}

/** The destination of the packets to one address. */
interface Target {
  /** The receiver's asset. */
  readonly asset: Asset;
  /** The incoming payment or invoice that is paid. */
  readonly incomingPayment: string;
  readonly receiver: StreamReceiver;
  readonly intake: Intake;
}

const CONNECTOR_ADDRESS = 'test.connector';

/** Maximum whole units of the currency in one packet, so that most payments need several. */
const MAX_PACKET: Readonly<Record<string, bigint>> = { USD: 25n, EUR: 25n, MXN: 500n, JPY: 4_000n, JOD: 20n };

/** Forwards STREAM packets between the wallets at each payment's quoted rate. */
export class Connector {
  readonly #receivers = new Map<string, Promise<StreamReceiver>>();
  readonly #ready = new Map<string, StreamReceiver>();
  readonly #addresses = new Map<string, Target>();
  readonly #senders = new Map<string, Link>();
  readonly #intakes = new Map<string, Intake>();
  readonly #secret: Buffer;
  readonly #held = new Map<string, bigint>();
  #closed = false;

  constructor(secret: Buffer = randomBytes(32)) {
    this.#secret = secret;
  }

  /** Connects an account's STREAM server, so that it can receive packets. */
  async attach(account: Recipient): Promise<void> {
    const name = receiverName(account);
    const pending = this.#receivers.get(name) ?? this.#openReceiver(name, account);
    this.#receivers.set(name, pending);
    this.#ready.set(name, await pending);
  }

  /** New payment details of an incoming payment: an address and a secret for one payer. */
  paymentDetails(account: Recipient, incomingPayment: string): IlpMethod {
    const receiver = this.#ready.get(receiverName(account));
    if (!receiver) throw new Error(`no STREAM server for ${receiverName(account)}`);
    const details = receiver.paymentDetails(incomingPayment);
    const intake = this.#intakes.get(account.wallet);
    if (!intake) throw new Error(`${account.wallet} takes nothing`);
    this.#addresses.set(details.ilpAddress, { asset: account.asset, incomingPayment, receiver, intake });
    return details;
  }

  /** Registers how a wallet or the acquirer accepts packets. */
  admit(wallet: string, intake: Intake): void {
    this.#intakes.set(wallet, intake);
  }

  /** A link for the packets of one payment. Close it after the payment. */
  openRoute(route: Route): { link: Link; close: () => void } {
    const address = `${CONNECTOR_ADDRESS}.${route.outgoingPayment}`;
    const conversion = new Conversion(route.send, route.receive, route.sent, route.delivered);
    const link = new Link(address, route.source, (data) => this.#forward(route, conversion, data));
    this.#senders.set(address, link);
    return { link, close: () => this.#senders.delete(address) };
  }

  /** Forwards one packet from an account at the connector at the current rate, rounded down. */
  async forwardFrom(source: PacketSource, data: Buffer): Promise<Buffer> {
    const prepare = deserializeIlpPrepare(data);
    const target = this.#addresses.get(prepare.destination);
    const rate = target && rateBetween(source.asset, target.asset);
    if (!target || !rate || this.#closed) return unreachable(CONNECTOR_ADDRESS);
    await target.intake.pause?.(target.incomingPayment);
    const sent = BigInt(prepare.amount);
    const tooLarge = refuseTooLarge(sent, source.maxPacket ?? maxPacketOf(source.asset));
    if (tooLarge) return tooLarge;
    if (!source.hold()) return errorToReject(CONNECTOR_ADDRESS, new Errors.InsufficientLiquidityError('the account holds less'));
    const amount = (sent * rate.numerator) / rate.denominator;
    try {
      const reply = await this.#deliver(target, prepare, amount);
      const isPaid = reply[0] === Type.TYPE_ILP_FULFILL && sent > 0n;
      if (isPaid) source.onFulfilled({ incomingPayment: target.incomingPayment, source: sent, target: amount });
      return reply;
    } finally {
      this.#release(target.incomingPayment, amount);
      source.release();
    }
  }

  /** Rejects every further packet; payments in progress stop. */
  stop(): void {
    this.#closed = true;
  }

  async close(): Promise<void> {
    this.stop();
    const receivers = await Promise.all(this.#receivers.values());
    await Promise.all(receivers.map((receiver) => receiver.close()));
  }

  async #openReceiver(name: string, { wallet, asset }: Recipient): Promise<StreamReceiver> {
    return StreamReceiver.open({
      address: `test.${name}`,
      asset,
      serverSecret: this.#secret,
      forward: (data) => this.#toSender(data),
      maximum: (incomingPayment) => this.#intakes.get(wallet)?.maximum?.(incomingPayment),
    });
  }

  async #forward(route: Route, conversion: Conversion, data: Buffer): Promise<Buffer> {
    const prepare = deserializeIlpPrepare(data);
    const target = this.#addresses.get(prepare.destination);
    if (!target || this.#closed) return unreachable(CONNECTOR_ADDRESS);
    await target.intake.pause?.(target.incomingPayment);
    const source = BigInt(prepare.amount);
    const tooLarge = refuseTooLarge(source, maxPacketOf(route.source));
    if (tooLarge) return tooLarge;
    const amount = conversion.take(source);
    if (amount === undefined) return refuse('more than the payment is to send');
    const reply = await this.#deliver(target, prepare, amount);
    if (reply[0] !== Type.TYPE_ILP_FULFILL) conversion.giveBack(source, amount);
    else if (source > 0n) {
      route.onFulfilled({ incomingPayment: target.incomingPayment, source, target: amount });
    }
    this.#release(target.incomingPayment, amount);
    return reply;
  }

  /** Reserves the amount while the packet is in flight, so that two payers together cannot pay too much. */
  async #deliver({ incomingPayment, receiver, intake }: Target, prepare: IlpPrepare, amount: bigint): Promise<Buffer> {
    const held = (this.#held.get(incomingPayment) ?? 0n) + amount;
    this.#held.set(incomingPayment, held);
    if (amount > 0n && !intake.admits(incomingPayment, held))
      return errorToReject(CONNECTOR_ADDRESS, new Errors.CannotReceiveError('incoming payment takes no more'));
    return receiver.deliver(serializeIlpPrepare({ ...prepare, amount: amount.toString() }));
  }

  #release(incomingPayment: string, amount: bigint): void {
    const held = (this.#held.get(incomingPayment) ?? 0n) - amount;
    if (held > 0n) this.#held.set(incomingPayment, held);
    else this.#held.delete(incomingPayment);
  }

  // Packets of a STREAM server go to the sender to which they are addressed only.
  #toSender(data: Buffer): Promise<Buffer> {
    const { destination } = deserializeIlpPrepare(data);
    const link = [...this.#senders].find(([address]) => destination === address || destination.startsWith(`${address}.`))?.[1];
    return link?.deliver(data) ?? Promise.resolve(unreachable(CONNECTOR_ADDRESS));
  }
}

function receiverName({ wallet, asset }: Recipient): string {
  return `${wallet}.${assetName(asset).replace('/', '-')}`;
}

function refuse(reason: string): Buffer {
  return errorToReject(CONNECTOR_ADDRESS, new Errors.UnreachableError(reason));
}

function maxPacketOf({ code, scale }: Asset): bigint {
  return (MAX_PACKET[code] ?? 25n) * 10n ** BigInt(scale);
}

function refuseTooLarge(amount: bigint, maximum: bigint): Buffer | undefined {
  if (amount <= maximum) return undefined;
  const error = new Errors.AmountTooLargeError('packet too large', {
    receivedAmount: amount.toString(),
    maximumAmount: maximum.toString(),
  });
  return errorToReject(CONNECTOR_ADDRESS, error);
}
