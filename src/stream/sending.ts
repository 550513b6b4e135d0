import type { Budget, InFlight } from './budget.ts';
import type { Clock } from './clock.ts';
import { type Connection, type PacketResult, STREAM_ID, type ReceiverReply } from './connection.ts';
import type { DeliverOptions } from './deliver-options.ts';
import { ExactPacket } from './exact-packet.ts';
import { FrameType } from './frames.ts';
import type { Delivery, EndReason } from './outcome.ts';
import type { RateProbe } from './probe.ts';
import { ProgressLog } from './progress-log.ts';
import { boundsOf, multiplyDown, type RateBounds, type Sample, likeliestRate } from './rate.ts';
import { isTemporary, smallerPacket } from './reject.ts';

interface Packet extends InFlight {
  /** Minimum amount for which the receiver may fulfill it. */
  readonly minAmount: bigint;
  readonly pays: boolean;
}

export interface SendingParts {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly probe: RateProbe;
  readonly options: DeliverOptions;
}

/** Maximum lifetime of a money packet. */
export const PACKET_MS = 30_000;
const MAX_WINDOW = 20;
const FIRST_WINDOW = 8;
/** Maximum fulfilled packets that are not persisted yet; sending waits for the storage above this. */
const MAX_UNWRITTEN = 100;
/** Maximum pauses without a fulfilled packet between them. */
const MAX_PAUSES = 7;
const MAX_LOW_RATES = 3;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Maximum age in milliseconds of a measurement that determines the size of the last packet. */
const FRESH_MS = 10_000;
/** The rate bounds are computed from this many of the newest samples. */
const KEPT_SAMPLES = 16;
const MONEY = { type: FrameType.streamMoney, streamId: STREAM_ID, shares: 1n } as const;

/**
 * Sends the packets of one payment. As long as a full packet fits with a margin, several are in flight. The last units are sent one packet
 * at a time, each of a measured size.
 */
export class Sending {
  readonly #parts: SendingParts;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #exact = new ExactPacket();
  readonly #samples: Sample[];
  readonly #progress: ProgressLog;
  #bounds: RateBounds;
  #maximum: bigint | undefined;
  #window = FIRST_WINDOW;
  #end: EndReason | undefined;
  #temporaryFailure: EndReason | undefined;
  #pauses = 0;
  #lowRates = 0;

  constructor(parts: SendingParts) {
    const { probe, clock, budget, options } = parts;
    this.#parts = parts;
    this.#bounds = probe;
    this.#maximum = probe.maxPacketAmount;
    this.#samples = [...probe.samples];
    this.#progress = new ProgressLog(
      async () => options.onProgress?.({ sent: budget.sent, delivered: budget.delivered }),
      (cause) => this.#stop({ kind: 'journal', cause }),
    );
    if (probe.receiverRoom !== undefined) budget.updateLimit({ receiveMax: probe.receiverRoom, totalReceived: 0n });
    if (clock.now() - probe.at <= FRESH_MS) for (const sample of probe.samples) this.#exact.learn(sample);
  }

  async run(): Promise<Delivery> {
    const { budget } = this.#parts;
    while (!this.#isOver()) {
      if (this.#progress.unwritten >= MAX_UNWRITTEN) await this.#progress.turn();
      else if (this.#temporaryFailure !== undefined) await this.#pause(this.#temporaryFailure);
      else if (!this.#startFull()) await (this.#inFlight.size > 0 ? Promise.race(this.#inFlight) : this.#sendExact());
    }
    await Promise.all(this.#inFlight);
    await this.#progress.end();
    const { sent, delivered } = budget;
    const uncertain = budget.isUncertain ? { uncertain: { sent: budget.uncertain.source, delivered: budget.uncertain.maxDelivered } } : {};
    if (budget.isComplete && !budget.isUncertain) return { outcome: 'complete', sent, delivered };
    const reason = this.#end ?? { kind: 'unknown-result' };
    return { outcome: sent > 0n ? 'partial' : 'nothing', sent, delivered, reason, ...uncertain };
  }

  #isOver(): boolean {
    const { budget, clock, options } = this.#parts;
    if (options.signal.aborted) this.#stop({ kind: 'aborted' });
    if (clock.now() >= options.expiresAt) this.#stop({ kind: 'expired' });
    return this.#end !== undefined || budget.isComplete;
  }

  /** Keeps the first reason. */
  #stop(reason: EndReason): void {
    this.#end ??= reason;
  }

  /** Sends a full packet if one fits the remaining amounts. */
  #startFull(): boolean {
    const { budget } = this.#parts;
    if (this.#maximum === undefined || this.#inFlight.size >= this.#window) return false;
    const source = this.#wholeSize(this.#maximum);
    const maxDelivered = withMargin(this.#atMost(source));
    const minAmount = this.#minAmountFor(source);
    if (maxDelivered > budget.open || source > budget.openSource || minAmount > maxDelivered) return false;
    const sending = this.#send({ source, maxDelivered, minAmount, pays: true }).finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
    return true;
  }

  /** One step for the last units. No other packet is in flight. */
  async #sendExact(): Promise<void> {
    const { budget, options } = this.#parts;
    const wanted = budget.open;
    if (wanted === 0n) return this.#stop({ kind: budget.isUncertain ? 'unknown-result' : 'receiver-full' });
    const step = this.#exact.next(wanted, this.#bounds, this.#maximum);
    if (step.kind === 'none') return this.#stop({ kind: 'indivisible' });
    if (step.source > budget.openSource) return this.#stop({ kind: 'source-limit' });
    if (step.kind === 'ask') {
      this.#exact.asked();
      return this.#send({ source: step.source, maxDelivered: 0n, minAmount: 0n, pays: false });
    }
    const { source, target } = step;
    if (target < multiplyDown(source, options.minRate)) return this.#stop({ kind: 'rate-too-low' });
    this.#exact.paid();
    await this.#send({ source, maxDelivered: target, minAmount: target, pays: true });
  }

  async #send(packet: Packet): Promise<void> {
    const { connection, clock, budget, options } = this.#parts;
    const { source: amount, minAmount, pays } = packet;
    const expiresAt = Math.min(clock.now() + PACKET_MS, options.expiresAt);
    if (pays) budget.hold(packet);
    const result = await connection.send({ amount, minAmount, pays, frames: [MONEY], expiresAt });
    if (pays) budget.release(packet);
    this.#handleResult(packet, result);
  }

  #handleResult(packet: Packet, result: PacketResult): void {
    switch (result.kind) {
      case 'fulfilled':
        return this.#fulfilled(packet, result.reply);
      case 'rejected':
        return this.#rejected(packet, result);
      case 'unsent':
        return this.#stop({ kind: 'uplink', cause: result.error });
      case 'unknown':
        return this.#unknown(packet, result.cause);
    }
  }

  /** A probe packet without a reply is sent again; a money packet is not. */
  #unknown(packet: Packet, cause: unknown): void {
    if (!packet.pays) {
      this.#temporaryFailure = { kind: 'unavailable', cause };
      return;
    }
    this.#parts.budget.addUncertain(packet);
    this.#stop({ kind: 'unknown-result', cause });
  }

  #fulfilled({ source, minAmount, maxDelivered }: Packet, reply: ReceiverReply | undefined): void {
    const { budget } = this.#parts;
    // A receiver that fulfills has received at least this amount, whatever its reply says.
    const delivered = reply && reply.amount > minAmount ? reply.amount : minAmount;
    budget.recordFulfilled(source, delivered);
    if (!reply && maxDelivered > minAmount) {
      budget.addUncertain({ source: 0n, maxDelivered: maxDelivered - minAmount });
      this.#stop({ kind: 'unknown-result' });
    }
    if (reply) this.#learn({ source, target: delivered }, reply);
    this.#pauses = 0;
    this.#lowRates = 0;
    this.#window = Math.min(MAX_WINDOW, this.#window + 1);
    this.#progress.note();
  }

  #rejected({ source, minAmount, pays }: Packet, { reject, reply }: PacketResult & { kind: 'rejected' }): void {
    const { code } = reject;
    if (reply) {
      const isLow = reply.amount < minAmount;
      if (isLow) this.#exact.forget();
      this.#learn({ source, target: reply.amount }, reply);
      if (!pays) return;
      if (isLow) this.#lowRates += 1;
      if (isLow && this.#lowRates >= MAX_LOW_RATES) return this.#stop({ kind: 'rate-too-low', code });
      if (isLow || this.#parts.budget.isTooMuch(reply.amount)) return;
    }
    if (code === 'F08') return this.#shrink(smallerPacket(source, reject));
    if (isTemporary(reject)) this.#temporaryFailure = { kind: 'unavailable', code };
    else this.#stop({ kind: 'refused', code });
  }

  #shrink(maximum: bigint): void {
    if (maximum === 0n) return this.#stop({ kind: 'refused', code: 'F08' });
    if (this.#maximum === undefined || maximum < this.#maximum) this.#maximum = maximum;
  }

  /** Updates the rate and the receiver's limit from an authenticated reply. */
  #learn(sample: Sample, { frames }: ReceiverReply): void {
    this.#exact.learn(sample);
    this.#keep(sample);
    for (const frame of frames) {
      if (frame.type === FrameType.streamMaxMoney && frame.streamId === STREAM_ID) this.#parts.budget.updateLimit(frame);
      const isClosed = frame.type === FrameType.streamClose && frame.streamId === STREAM_ID;
      if (isClosed || frame.type === FrameType.connectionClose) this.#stop({ kind: 'receiver-full' });
    }
  }

  #keep(sample: Sample): void {
    if (this.#samples.some(({ source, target }) => source === sample.source && target === sample.target)) return;
    this.#samples.push(sample);
    if (this.#samples.length > KEPT_SAMPLES) this.#samples.shift();
    this.#bounds = boundsOf(this.#samples) ?? this.#bounds;
  }

  /** Waits for the packets in flight, then for a growing delay. */
  async #pause(failure: EndReason): Promise<void> {
    const { clock, options } = this.#parts;
    await Promise.all(this.#inFlight);
    this.#temporaryFailure = undefined;
    this.#pauses += 1;
    this.#window = Math.max(1, Math.floor(this.#window / 2));
    if (this.#pauses > MAX_PAUSES) return this.#stop(failure);
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (this.#pauses - 1), LONGEST_PAUSE_MS, options.expiresAt - clock.now());
    await clock.sleep(Math.max(0, pause), options.signal).catch(() => undefined);
  }

  /** A size without rounding loss, if the rate is simple enough. */
  #wholeSize(maximum: bigint): bigint {
    const { denominator } = likeliestRate(this.#bounds);
    return denominator < maximum ? maximum - (maximum % denominator) : maximum;
  }

  #atMost(source: bigint): bigint {
    const { numerator, denominator } = this.#bounds.upper;
    return (source * numerator + denominator - 1n) / denominator;
  }

  /** The amount at the minimum rate, rounded down like the path does, and at least 1. */
  #minAmountFor(source: bigint): bigint {
    const minAmount = multiplyDown(source, this.#parts.options.minRate);
    return minAmount > 0n ? minAmount : 1n;
  }
}

/** Adds 1 % and two units: the rate may rise meanwhile, and hops round. */
function withMargin(amount: bigint): bigint {
  return amount + amount / 100n + 2n;
}
